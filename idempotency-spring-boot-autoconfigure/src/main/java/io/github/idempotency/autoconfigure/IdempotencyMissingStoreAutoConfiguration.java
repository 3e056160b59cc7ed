package io.github.idempotency.autoconfigure;

import io.github.idempotency.Idempotent;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.schema.StoreSetupException;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Refuses the start of an application whose annotated handlers would run unprotected, since it has no store. */
@AutoConfiguration(after = {IdempotencyJpaStoreAutoConfiguration.class, IdempotencyMemoryStoreAutoConfiguration.class})
@ConditionalOnIdempotency
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnMissingBean(IdempotencyStore.class)
public final class IdempotencyMissingStoreAutoConfiguration {

    @Bean
    @Lazy(false)
    SmartInitializingSingleton idempotencyMissingStoreCheck(ObjectProvider<RequestMappingHandlerMapping> mappings) {
        return () -> {
            List<String> handlers = mappings.stream()
                    .flatMap(mapping -> mapping.getHandlerMethods().values().stream())
                    .filter(handler -> AnnotatedElementUtils.hasAnnotation(handler.getMethod(), Idempotent.class))
                    .map(HandlerMethod::getShortLogMessage)
                    .distinct()
                    .sorted()
                    .toList();
            if (!handlers.isEmpty()) {
                throw new StoreSetupException(
                        "No IdempotencyStore bean keeps the records of the handlers with @Idempotent, and duplicates of their requests would run: %s."
                                .formatted(String.join(", ", handlers)),
                        "Add spring-boot-starter-data-jpa: the store in PostgreSQL needs an EntityManagerFactory on its DataSource. For development and tests set idempotency.store.type=memory. Or provide an IdempotencyStore bean of your own. To have the handlers run unprotected, set idempotency.auto-configure=false.",
                        null);
            }
        };
    }
}
