package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.NewKeyLimit;
import io.github.idempotency.limits.KeyRateLimit;
import io.github.idempotency.web.IdempotentOperations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;

class LimitsAutoConfigurationTests {

    private static WebApplicationContextRunner runner() {
        return new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DispatcherServletAutoConfiguration.class,
                        WebMvcAutoConfiguration.class,
                        IdempotencyMemoryStoreAutoConfiguration.class,
                        IdempotencyLimitsAutoConfiguration.class,
                        IdempotencyAutoConfiguration.class,
                        IdempotencyWebMvcAutoConfiguration.class))
                .withPropertyValues("idempotency.store.type=memory");
    }

    private static String analysis(WebApplicationContextRunner runner) {
        String[] analysis = new String[1];
        runner.run(context -> analysis[0] = StartUpAnalysis.of(context.getStartupFailure()));
        return analysis[0];
    }

    @Test
    void limitsNothingUnlessItIsSwitchedOn() {
        runner().run(context -> assertThat(context)
                .hasSingleBean(IdempotencyEngine.class)
                .hasSingleBean(IdempotentOperations.class)
                .doesNotHaveBean(NewKeyLimit.class));
        runner().withPropertyValues("idempotency.rate-limit.enabled=true")
                .run(context -> assertThat(context).hasSingleBean(KeyRateLimit.class));
        runner().withPropertyValues("idempotency.rate-limit.enabled=true", "idempotency.auto-configure=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NewKeyLimit.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate-limit.keys=0                              | must be from 1 to 1000000",
                "rate-limit.period=1ms                          | must be from 1s to 1d",
                "rate-limit.burst=0                             | must be from 1 to 10000000",
                "rate-limit.max-buckets=0                       | must be from 1 to 10000000",
                "rate-limit.risk-classes.critical.keys=0        | must be from 1 to 1000000",
                "rate-limit.endpoints.[create-payment].burst=-1 | must be from 1 to 10000000",
                "quota.interval=1ms                             | must be from 1s to 1d",
                "quota.soft-share=1.1                           | must be more than 0 and at most 1",
                "quota.per-tenant.records=0                     | must be 1 or more",
                "quota.per-operation.bytes=1B                   | must be 1KB or more",
                "quota.tenants.[acme].records=-1                | must be 1 or more",
                "quota.endpoints.[create-payment].bytes=0       | must be 1KB or more",
                "quota.enabled=true                             | needs a quota"
            })
    void nameThePropertyAndWhatIsAllowed(String property, String allowed) {
        assertThat(analysis(runner().withPropertyValues("idempotency." + property)))
                .contains("idempotency." + property.substring(0, property.indexOf('=')), allowed);
    }

    @Test
    void tellsWhichOperationDoesNotExist() {
        assertThat(analysis(runner().withPropertyValues("idempotency.rate-limit.endpoints.create-paymnt.keys=5")))
                .contains("idempotency.rate-limit.endpoints", "create-paymnt");
    }

    @Test
    void aQuotaNeedsAStoreThatCanBeMeasured() {
        assertThat(analysis(runner().withPropertyValues(
                                "idempotency.quota.enabled=true", "idempotency.quota.per-tenant.records=5")))
                .contains("idempotency.quota.enabled", "idempotency.store.type=jpa");
    }
}
