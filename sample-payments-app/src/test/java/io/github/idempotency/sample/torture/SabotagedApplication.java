package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.SamplePaymentsApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.env.Environment;

/** The sample with a store that was tampered with, see {@link Sabotage}. */
final class SabotagedApplication {

    static final String PROPERTY = "torture.sabotage";

    private SabotagedApplication() {}

    public static void main(String[] args) {
        new SpringApplicationBuilder(SamplePaymentsApplication.class)
                .initializers(context -> {
                    Environment environment = context.getEnvironment();
                    Sabotage sabotage = environment.getRequiredProperty(PROPERTY, Sabotage.class);
                    context.getBeanFactory().addBeanPostProcessor(new StoreSaboteur(sabotage));
                })
                .run(args);
    }
}
