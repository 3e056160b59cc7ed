package io.github.idempotency.web;

import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.core.ExecutionSteps;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Gives handlers an execution that protects nothing, for tests of a slice of an application that has no store. An application
 * must never run with it.
 */
public final class UnprotectedExecutions implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    private final BooleanSupplier isProtected;

    /**
     * Creates the resolver.
     *
     * @param isProtected tells whether the library is there after all, which then resolves the parameter
     */
    public UnprotectedExecutions(BooleanSupplier isProtected) {
        this.isProtected = isProtected;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return IdempotentExecution.class.equals(parameter.getParameterType()) && !isProtected.getAsBoolean();
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binderFactory) {
        Idempotent annotation = AnnotatedElementUtils.findMergedAnnotation(parameter.getExecutable(), Idempotent.class);
        String operation = annotation == null ? "" : annotation.value();
        RecordKey key = new RecordKey(
                Tenant.anonymous(),
                operation.isEmpty() ? parameter.getExecutable().getName() : operation,
                UUID.randomUUID().toString());
        return new HandlerExecution(key, false, 0, ExecutionSteps.UNKEPT);
    }
}
