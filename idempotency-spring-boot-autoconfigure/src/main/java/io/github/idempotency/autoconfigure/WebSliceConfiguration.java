package io.github.idempotency.autoconfigure;

import io.github.idempotency.web.IdempotencyWebMvc;
import io.github.idempotency.web.UnprotectedExecutions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Part of the slice that {@code @WebMvcTest} starts, where no other auto-configuration of the library is: handlers run as if they
 * had no annotation, and those with an execution as parameter get one that protects nothing.
 */
@Configuration(proxyBeanMethods = false)
class WebSliceConfiguration {

    @Bean
    UnprotectedExecutions idempotencyUnprotectedExecutions(ObjectProvider<IdempotencyWebMvc> library) {
        return new UnprotectedExecutions(() -> library.getIfAvailable() != null);
    }
}
