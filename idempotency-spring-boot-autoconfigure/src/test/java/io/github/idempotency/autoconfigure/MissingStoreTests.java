package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.Idempotent;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

class MissingStoreTests {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    IdempotencyJpaStoreAutoConfiguration.class,
                    IdempotencyMemoryStoreAutoConfiguration.class,
                    IdempotencyMissingStoreAutoConfiguration.class));

    @Test
    void refusesAnAnnotatedHandlerWithoutAStore() {
        runner.withBean(Annotated.class).run(context -> {
            assertThat(context).hasFailed();
            var analysis = new StoreSetupFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("No IdempotencyStore bean", "Annotated#create");
            assertThat(analysis.getAction()).contains("spring-boot-starter-data-jpa", "idempotency.store.type=memory");
        });
    }

    @Test
    void startsWithAStoreInMemory() {
        runner.withBean(Annotated.class)
                .withPropertyValues("idempotency.store.type=memory")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startsWithoutAnnotatedHandlersAndWhereTheLibraryIsOff() {
        runner.withBean(Plain.class).run(context -> assertThat(context).hasNotFailed());
        runner.withBean(Annotated.class)
                .withPropertyValues("idempotency.auto-configure=false")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @RestController
    static class Annotated {

        @PostMapping("/orders")
        @Idempotent
        void create() {}
    }

    @RestController
    static class Plain {

        @PostMapping("/orders")
        void create() {}
    }
}
