package io.github.idempotency.autoconfigure;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.StepCompensation;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.openapi.IdempotencyOpenApiCustomizer;
import io.github.idempotency.openapi.IdempotentOperationMarker;
import io.github.idempotency.openapi.OpenApiSettings;
import io.github.idempotency.web.IdempotentOperations;
import java.util.regex.Pattern;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;

/** Auto-configuration of what operations say of themselves in the OpenAPI document. */
@AutoConfiguration(after = IdempotencyWebMvcAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnClass({DispatcherServlet.class, GlobalOperationCustomizer.class})
@ConditionalOnBean(IdempotentOperations.class)
public final class IdempotencyOpenApiAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    IdempotentOperationMarker idempotentOperationMarker(IdempotentOperations operations) {
        // The execution is given by the library, not sent by the client.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(IdempotentExecution.class);
        return new IdempotentOperationMarker(handler ->
                operations.of(handler).stream().map(Operation::policy).toList());
    }

    @Bean
    @ConditionalOnMissingBean
    IdempotencyOpenApiCustomizer idempotencyOpenApiCustomizer(
            IdempotencyProperties properties, ObjectProvider<StepCompensation<?>> compensations) {
        IdempotencyProperties.Key key = properties.key();
        Pattern pattern = key.pattern();
        return new IdempotencyOpenApiCustomizer(new OpenApiSettings(
                properties.rollout(),
                key.header(),
                key.format(),
                key.minLength(),
                key.maxLength(),
                pattern == null ? null : pattern.pattern(),
                properties.web().keyReusedStatus(),
                properties.rateLimit().enabled(),
                properties.quota().enabled(),
                compensations.stream().findAny().isPresent(),
                properties.client().enabled()
                        && !properties.client().destinations().isEmpty()));
    }
}
