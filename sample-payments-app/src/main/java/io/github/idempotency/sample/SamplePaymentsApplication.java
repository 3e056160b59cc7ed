package io.github.idempotency.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Entry point of the payments service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SamplePaymentsApplication {

    public static void main(String[] args) {
        SpringApplication.run(SamplePaymentsApplication.class, args);
    }
}
