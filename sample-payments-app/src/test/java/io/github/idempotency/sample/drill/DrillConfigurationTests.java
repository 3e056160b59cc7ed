package io.github.idempotency.sample.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.Optional;
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
        DrillSchedule schedule = new DrillSchedule(runner, Duration.ofMillis(1));
        try {
            schedule.onApplicationEvent(mock(ApplicationReadyEvent.class));
            await().untilAsserted(() -> verify(runner, atLeast(2)).run());
        } finally {
            schedule.onApplicationEvent(mock(ContextClosedEvent.class));
        }
    }
}
