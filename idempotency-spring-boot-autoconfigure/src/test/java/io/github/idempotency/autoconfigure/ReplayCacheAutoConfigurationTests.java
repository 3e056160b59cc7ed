package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.cache.InMemoryReplayCache;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.ReplayCache;
import io.github.idempotency.metrics.ReplayCacheMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ReplayCacheAutoConfigurationTests {

    private static final String ON = "idempotency.store.replay-cache.enabled=true";

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        IdempotencyMemoryStoreAutoConfiguration.class,
                        IdempotencyReplayCacheAutoConfiguration.class,
                        IdempotencyAutoConfiguration.class,
                        IdempotencyMetricsAutoConfiguration.class))
                .withPropertyValues("idempotency.store.type=memory")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);
    }

    private static String analysis(ApplicationContextRunner runner) {
        String[] analysis = new String[1];
        runner.run(context -> analysis[0] = StartUpAnalysis.of(context.getStartupFailure()));
        return analysis[0];
    }

    @Test
    void isThereIfItIsSwitchedOn() {
        runner().withPropertyValues(ON)
                .run(context -> assertThat(context)
                        .hasSingleBean(InMemoryReplayCache.class)
                        .hasSingleBean(ReplayCacheMeters.class));
    }

    @Test
    void isNotThereUnlessItIsSwitchedOn() {
        runner().run(context -> assertThat(context)
                .hasSingleBean(IdempotencyEngine.class)
                .doesNotHaveBean(ReplayCache.class)
                .doesNotHaveBean(ReplayCacheMeters.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"idempotency.auto-configure=false", "idempotency.enabled=false"})
    void isNotThereIfTheLibraryIsSwitchedOff(String off) {
        runner().withPropertyValues(ON, off)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ReplayCache.class));
    }

    @Test
    void canBeReplaced() {
        runner().withPropertyValues(ON)
                .withBean(ReplayCache.class, () -> ReplayCache.NONE)
                .run(context -> assertThat(context)
                        .hasSingleBean(ReplayCache.class)
                        .doesNotHaveBean(InMemoryReplayCache.class)
                        .doesNotHaveBean(ReplayCacheMeters.class));
    }

    @ParameterizedTest
    @CsvSource({
        "time-to-live=0, must be from 10ms to 10s",
        "time-to-live=11s, must be from 10ms to 10s",
        "max-size=1KB, must be from 64KB to 1GB",
        "max-size=2GB, must be from 64KB to 1GB"
    })
    void namesThePropertyAndWhatIsAllowed(String property, String allowed) {
        assertThat(analysis(runner().withPropertyValues("idempotency.store.replay-cache." + property)))
                .contains("idempotency.store.replay-cache." + property.substring(0, property.indexOf('=')), allowed);
    }
}
