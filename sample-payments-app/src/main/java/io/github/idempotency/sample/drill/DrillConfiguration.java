package io.github.idempotency.sample.drill;

import io.github.idempotency.sample.provider.ProviderProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("sample.drill.enabled")
class DrillConfiguration {

    @Bean
    DrillAccount drillAccount(JdbcClient jdbc, ProviderProperties provider) {
        return new DrillAccount(jdbc, provider.baseUrl() == null);
    }

    @Bean
    SampleDrills sampleDrills(DrillAccount account, Environment environment) {
        return new SampleDrills(account, environment);
    }

    @Bean
    DrillRunner drillRunner(SampleDrills drills, DrillAccount account, MeterRegistry meters) {
        return new DrillRunner(drills, account, meters);
    }

    @Bean
    DrillEndpoint drillEndpoint(DrillRunner runner) {
        return new DrillEndpoint(runner);
    }

    @Bean
    @ConditionalOnProperty("sample.drill.interval")
    DrillSchedule drillSchedule(DrillRunner runner, DrillProperties properties, MeterRegistry meters) {
        return new DrillSchedule(runner, Objects.requireNonNull(properties.interval()), meters);
    }
}
