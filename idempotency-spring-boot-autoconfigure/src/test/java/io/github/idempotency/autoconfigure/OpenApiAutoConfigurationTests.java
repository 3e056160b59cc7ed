package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.openapi.IdempotencyOpenApiCustomizer;
import io.github.idempotency.openapi.IdempotentOperationMarker;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class OpenApiAutoConfigurationTests {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    WebMvcAutoConfiguration.class,
                    IdempotencyMemoryStoreAutoConfiguration.class,
                    IdempotencyAutoConfiguration.class,
                    IdempotencyWebMvcAutoConfiguration.class,
                    IdempotencyOpenApiAutoConfiguration.class))
            .withPropertyValues("idempotency.store.type=memory");

    @Test
    void documentsWhereOperationsAreProtected() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(IdempotentOperationMarker.class)
                .hasSingleBean(IdempotencyOpenApiCustomizer.class));
    }

    @Test
    void leavesNoBeanWhereTheLibraryIsOff() {
        runner.withPropertyValues("idempotency.auto-configure=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(IdempotentOperationMarker.class)
                        .doesNotHaveBean(IdempotencyOpenApiCustomizer.class));
    }

    @Test
    void startsWithoutSpringdoc() throws Exception {
        try (ReducedClassPath classPath = new ReducedClassPath("springdoc", "swagger")) {
            assertThat(classPath.call(BareApplication.class, "beans"))
                    .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                    .contains("idempotencyFilter")
                    .doesNotContain("idempotentOperationMarker", "idempotencyOpenApiCustomizer");
        }
    }

    /** Loaded on a class path of its own. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        WebMvcAutoConfiguration.class,
        IdempotencyMemoryStoreAutoConfiguration.class,
        IdempotencyAutoConfiguration.class,
        IdempotencyWebMvcAutoConfiguration.class,
        IdempotencyOpenApiAutoConfiguration.class
    })
    static class BareApplication {

        static List<String> beans() {
            List<String> beans = new ArrayList<>();
            new WebApplicationContextRunner()
                    .withUserConfiguration(BareApplication.class)
                    .withPropertyValues("idempotency.store.type=memory")
                    .run(context -> beans.addAll(List.of(context.getBeanDefinitionNames())));
            return beans;
        }
    }
}
