package io.github.idempotency.autoconfigure;

import io.github.idempotency.web.IdempotencyWebMvc;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of Spring Boot's MockMvc in tests: it calls filters by their order alone, so the library's filter is added
 * once more as the last one, next to the dispatcher as in a container.
 */
@AutoConfiguration(after = IdempotencyWebMvcAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnClass(MockMvcBuilderCustomizer.class)
@ConditionalOnBean(IdempotencyWebMvc.class)
public final class IdempotencyMockMvcAutoConfiguration {

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    MockMvcBuilderCustomizer idempotencyMockMvcBuilderCustomizer(IdempotencyWebMvc webMvc) {
        return builder -> builder.addFilters(webMvc.filter());
    }
}
