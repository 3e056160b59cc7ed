package io.github.idempotency.autoconfigure;

import io.github.idempotency.autoconfigure.IdempotentMethods.IdempotentMethod;
import io.github.idempotency.web.IdempotencyWebMvc;
import io.github.idempotency.web.IdempotentOperations;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.stereotype.Controller;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Registers the operations of the handlers that are protected, and proves that there is no idempotent method besides. */
final class ProtectionCheck {

    private static final List<String> DATA_REST = List.of(
            "org.springframework.data.rest.webmvc.RepositoryRestController",
            "org.springframework.data.rest.webmvc.BasePathAwareController");

    private final ApplicationContext context;
    private final IdempotencyWebMvc webMvc;
    private final IdempotentOperations operations;
    private final Map<String, RequestMappingHandlerMapping> others = new LinkedHashMap<>();

    ProtectionCheck(ApplicationContext context, IdempotencyWebMvc webMvc, IdempotentOperations operations) {
        this.context = context;
        this.webMvc = webMvc;
        this.operations = operations;
    }

    /** Registers the handlers of the mappings that have the interceptors of the library. */
    void register() {
        // Routes are made, and their operations registered, with their mapping.
        context.getBeansOfType(RouterFunctionMapping.class);
        context.getBeansOfType(RequestMappingHandlerMapping.class).forEach((name, mapping) -> {
            if (webMvc.intercepts(mapping.getAdaptedInterceptors())) {
                operations.register(mapping.getHandlerMethods());
            } else {
                others.put(name, mapping);
            }
        });
    }

    /**
     * Looks at all beans, those of parent contexts that are without the library included.
     *
     * @throws UnprotectedMethodsException if a method is idempotent that no registered handler is
     */
    void prove() {
        List<String> unprotected = new ArrayList<>();
        for (ApplicationContext checked = context; checked != null && isOurs(checked); checked = checked.getParent()) {
            if (checked instanceof ConfigurableApplicationContext configurable) {
                ConfigurableListableBeanFactory beans = configurable.getBeanFactory();
                new IdempotentMethods(beans).forEach(method -> {
                    if (!operations.isServed(method.beanType(), method.method())) {
                        unprotected.add(describe(method));
                    }
                });
            }
        }
        if (!unprotected.isEmpty()) {
            throw new UnprotectedMethodsException(unprotected);
        }
    }

    private boolean isOurs(ApplicationContext checked) {
        return checked == context || checked.getBeanNamesForType(IdempotentOperations.class, false, false).length == 0;
    }

    private String describe(IdempotentMethod method) {
        String parameters = Stream.of(method.method().getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
        return method.beanType().getName() + '#' + method.method().getName() + parameters + " of bean '"
                + method.beanName() + "': " + reason(method);
    }

    private String reason(IdempotentMethod method) {
        Class<?> type = method.beanType();
        for (Map.Entry<String, RequestMappingHandlerMapping> other : others.entrySet()) {
            if (other.getValue().getHandlerMethods().values().stream().anyMatch(handler -> isSame(handler, method))) {
                return "it is mapped by bean '" + other.getKey()
                        + "', which does not have the interceptors of Spring MVC's own mapping";
            }
        }
        MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
        for (String annotation : DATA_REST) {
            if (annotations.isPresent(annotation)) {
                return "it is mapped by Spring Data REST, whose mapping does not have the interceptors of Spring MVC's own."
                        + " In a @RestController it is protected";
            }
        }
        boolean mapped = AnnotatedElementUtils.hasAnnotation(method.method(), RequestMapping.class)
                || AnnotatedElementUtils.hasAnnotation(method.method(), HttpExchange.class);
        if (!AnnotatedElementUtils.hasAnnotation(type, Controller.class)) {
            return mapped
                    ? "its class is not a @Controller or @RestController, so that Spring MVC does not map it"
                    : "it is not a handler method: only these have a request whose key protects them";
        }
        return mapped
                ? "Spring MVC does not map it to a request"
                : "it has no @PostMapping or the like, so that Spring MVC does not map it to a request";
    }

    private static boolean isSame(HandlerMethod handler, IdempotentMethod method) {
        Method mapped = handler.getMethod();
        return ClassUtils.getUserClass(handler.getBeanType()) == method.beanType()
                && mapped.getName().equals(method.method().getName());
    }
}
