package io.github.idempotency.autoconfigure;

import io.github.idempotency.governance.GovernanceCheck;
import io.github.idempotency.governance.GovernanceSettings;
import io.github.idempotency.governance.MutationEndpointInventory;
import io.github.idempotency.governance.MutationEndpointScanner;
import io.github.idempotency.web.IdempotentOperations;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Auto-configuration of the inventory of mutation endpoints, and of the check that each is classified. */
@AutoConfiguration(after = IdempotencyWebMvcAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean(IdempotentOperations.class)
public final class IdempotencyGovernanceAutoConfiguration {

    private static final Map<String, String> OBSERVABILITY = new TreeMap<>(Map.of(
            "idempotencyMeterListener", "meters",
            "idempotencyEndpoint", "endpoint"));

    /** Lazy, so that it looks at the mappings when all of them are there. */
    @Bean
    @Lazy
    @ConditionalOnMissingBean
    MutationEndpointInventory idempotencyMutationEndpoints(
            IdempotentOperations operations,
            IdempotencyProperties properties,
            BeanFactory beans,
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<RouterFunctionMapping> routers) {
        GovernanceSettings settings = new GovernanceSettings(
                properties.governance(),
                properties.rollout(),
                properties.web().keyReusedStatus(),
                properties.exempt(),
                properties.endpointJustifications(),
                properties.riskClassJustifications(),
                observability(beans));
        return new MutationEndpointScanner(operations, settings)
                .scan(
                        mappings.stream().map(RequestMappingHandlerMapping::getHandlerMethods),
                        routers.stream()
                                .map(RouterFunctionMapping::getRouterFunction)
                                .filter(Objects::nonNull));
    }

    private static String observability(BeanFactory beans) {
        String watched = OBSERVABILITY.entrySet().stream()
                .filter(entry -> beans.containsBean(entry.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(", "));
        return watched.isEmpty() ? "none" : watched;
    }

    @Bean
    @Lazy(false)
    SmartInitializingSingleton idempotencyGovernanceCheck(ObjectProvider<MutationEndpointInventory> inventory) {
        return () -> GovernanceCheck.of(inventory.getObject());
    }
}
