package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class UnknownPropertiesTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "idempotency.endpoints.x.retenton                | idempotency.endpoints.x.retention",
                "idempotency.endpoints[POST /refunds].on-eror    | idempotency.endpoints[POST /refunds].on-error",
                "idempotency.risk-classes.critical.payloadmatsch | idempotency.risk-classes.critical.payload-match",
                "idempotency.endpoint.x.retention                | idempotency.endpoints.x.retention",
                "idempotency.roll-outt                           | idempotency.rollout",
                "idempotency.store.claim-time-oud                | idempotency.store.claim-timeout",
                "idempotency.store.circuit-braker.enabled        | idempotency.store.circuit-breaker.enabled",
                "idempotency.client.destinations.bank.atempts    | idempotency.client.destinations.bank.attempts",
                "idempotency.rate-limit.endpoints.x.brust        | idempotency.rate-limit.endpoints.x.burst",
                "idempotency.on-abandoned                        | idempotency.endpoints.<operation>.on-abandoned",
            })
    void areMetWithTheNameThatWasMeant(String unknown, String meant) {
        assertThat(analysis(unknown + "=7d"))
                .contains("idempotency has no property '" + unknown + "'")
                .contains("Did you mean '" + meant + "'");
    }

    @Test
    void areShownWithTheirPlaceButNotTheirValueAndAllAtOnce() {
        assertThat(analysis("idempotency.rollot=secret", "idempotency.zzzzzzzzzzzzzzzzzzzzzzz=1"))
                .contains(
                        "'idempotency.rollot' (set in \"idempotency.rollot\" from property source \"test\"). Did you mean 'idempotency.rollout'?")
                .doesNotContain("secret")
                .contains("'idempotency.zzzzzzzzzzzzzzzzzzzzzzz'")
                .containsOnlyOnce("Did you mean")
                .contains("Correct or remove");
    }

    @Test
    void ofOthersAreLeftToOthers() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        new ApplicationContextRunner()
                .withUserConfiguration(ForeignOnly.class)
                .withPropertyValues("foreign.nam=x")
                .run(context -> failure.set(context.getStartupFailure()));
        assertThat(StartUpAnalysis.of(Objects.requireNonNull(failure.get())))
                .contains("foreign.nam")
                .doesNotContain("has no property");
    }

    private static String analysis(String... properties) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        new ApplicationContextRunner()
                .withUserConfiguration(PropertiesOnly.class)
                .withPropertyValues(properties)
                .run(context -> failure.set(context.getStartupFailure()));
        return StartUpAnalysis.of(Objects.requireNonNull(failure.get(), "started"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(IdempotencyProperties.class)
    static class PropertiesOnly {}

    @ConfigurationProperties(prefix = "foreign", ignoreUnknownFields = false)
    record Foreign(String name) {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(Foreign.class)
    static class ForeignOnly {}
}
