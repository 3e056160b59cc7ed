package io.github.idempotency.autoconfigure;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/** An application that {@link AheadOfTimeTests} processes. */
@SpringBootConfiguration
@ImportAutoConfiguration({
    IdempotencyMemoryStoreAutoConfiguration.class,
    IdempotencyCircuitBreakerAutoConfiguration.class,
    IdempotencyLimitsAutoConfiguration.class,
    IdempotencyReplayCacheAutoConfiguration.class,
    IdempotencyAutoConfiguration.class,
    IdempotencyMaintenanceAutoConfiguration.class
})
public class AheadOfTimeHost {

    public static void main(String[] arguments) {
        SpringApplication.run(AheadOfTimeHost.class, arguments);
    }
}
