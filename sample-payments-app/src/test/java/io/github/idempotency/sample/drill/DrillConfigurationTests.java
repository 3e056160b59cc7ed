package io.github.idempotency.sample.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.ContextClosedEvent;

class DrillConfigurationTests {

    @Test
    void thereAreNoDrillsUnlessTheyAreAskedFor() {
        new ApplicationContextRunner()
                .withUserConfiguration(DrillConfiguration.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DrillEndpoint.class));
    }

    @Test
    void theScheduleGoesOnAfterAFailure() {
        DrillRunner runner = mock(DrillRunner.class);
        when(runner.run()).thenThrow(new IllegalStateException("no database")).thenReturn(Optional.empty());
        DrillSchedule schedule = new DrillSchedule(runner, Duration.ofMillis(1), new SimpleMeterRegistry());
        try {
            schedule.onApplicationEvent(mock(ApplicationReadyEvent.class));
            await().untilAsserted(() -> verify(runner, atLeast(2)).run());
        } finally {
            schedule.onApplicationEvent(mock(ContextClosedEvent.class));
        }
    }

    @Test
    void theAgeOfTheLastRunGrowsUntilARunEnds() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        DrillRunner runner = mock(DrillRunner.class);
        when(runner.run()).thenReturn(Optional.empty());
        DrillSchedule schedule = new DrillSchedule(runner, Duration.ofMillis(20), meters);
        TimeGauge age = meters.get("idempotency.drill.age").timeGauge();
        assertThat(meters.get("idempotency.drill.interval").timeGauge().value(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        try {
            schedule.onApplicationEvent(mock(ApplicationReadyEvent.class));
            await().untilAsserted(() -> verify(runner, atLeast(2)).run());
            double before = age.value(TimeUnit.NANOSECONDS);
            assertThat(before).isGreaterThan(20_000_000);
            when(runner.run()).thenReturn(Optional.of(DrillRun.of(List.of(), "")));
            await().until(() -> age.value(TimeUnit.NANOSECONDS) < before);
        } finally {
            schedule.onApplicationEvent(mock(ContextClosedEvent.class));
        }
    }
}
