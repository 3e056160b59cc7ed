package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.statistics.OutcomeCount;
import io.github.idempotency.core.statistics.OutcomeRollup;
import io.github.idempotency.core.statistics.StatisticsStore;
import io.github.idempotency.governance.OperationTrends;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

class StatisticsAutoConfigurationTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    HibernateJpaAutoConfiguration.class,
                    IdempotencySchemaAutoConfiguration.class,
                    IdempotencyJpaStoreAutoConfiguration.class,
                    IdempotencyMemoryStoreAutoConfiguration.class,
                    IdempotencyStatisticsAutoConfiguration.class))
            .withUserConfiguration(Host.class)
            .withPropertyValues(DATABASE.springProperties());

    private static void count(ApplicationContext instance, String clientVersion, int times) {
        for (int i = 0; i < times; i++) {
            instance.getBean(OutcomeRollup.class)
                    .onOutcome(new RequestOutcome("pay", RiskClass.HIGH, Outcome.EXECUTED, null, clientVersion, null));
        }
    }

    private static long counted(ApplicationContext instance, String clientVersion) {
        return instance.getBean(StatisticsStore.class).sum(Duration.ofHours(1), Duration.ZERO).stream()
                .filter(count -> count.clientVersion().equals(clientVersion))
                .mapToLong(OutcomeCount::count)
                .sum();
    }

    @Test
    void twoInstancesSeeTheSum() {
        ApplicationContextRunner eager = runner.withPropertyValues("idempotency.statistics.flush-interval=1s");
        eager.run(one -> eager.run(other -> {
            count(one, "sum", 3);
            count(other, "sum", 4);
            Awaitility.await().untilAsserted(() -> {
                assertThat(counted(one, "sum")).isEqualTo(7);
                assertThat(counted(other, "sum")).isEqualTo(7);
            });
        }));
    }

    @Test
    void aShutdownLosesNothingAndARestartFindsIt() {
        ApplicationContextRunner lazy = runner.withPropertyValues("idempotency.statistics.flush-interval=10m");
        lazy.run(instance -> {
            count(instance, "restart", 5);
            assertThat(counted(instance, "restart")).isZero();
        });
        lazy.run(instance -> assertThat(counted(instance, "restart")).isEqualTo(5));
    }

    @Test
    void giveTheReviewItsTrends() {
        runner.run(instance -> assertThat(instance).hasSingleBean(OperationTrends.class));
    }

    @Test
    void canBeSwitchedOff() {
        for (String off : new String[] {
            "idempotency.statistics.enabled=false", "idempotency.enabled=false", "idempotency.auto-configure=false"
        }) {
            runner.withPropertyValues(off)
                    .run(instance -> assertThat(instance)
                            .hasNotFailed()
                            .doesNotHaveBean(OutcomeRollup.class)
                            .doesNotHaveBean(MaintenanceLifecycle.class)
                            .doesNotHaveBean(OperationTrends.class));
        }
    }

    @Test
    void areNotKeptByAStoreInMemory() {
        runner.withPropertyValues("idempotency.store.type=memory")
                .run(instance -> assertThat(instance)
                        .hasNotFailed()
                        .doesNotHaveBean(StatisticsStore.class)
                        .doesNotHaveBean(OutcomeRollup.class));
    }

    @Test
    void aSettingOutOfBoundsIsNamed() {
        for (String property : new String[] {"flush-interval=100ms", "flush-interval=1h", "retention=1h"}) {
            runner.withPropertyValues("idempotency.statistics." + property)
                    .run(instance -> assertThat(instance)
                            .getFailure()
                            .hasStackTraceContaining("idempotency.statistics." + property.split("=")[0]));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage(basePackages = "io.github.idempotency.autoconfigure.host.own")
    static class Host {}
}
