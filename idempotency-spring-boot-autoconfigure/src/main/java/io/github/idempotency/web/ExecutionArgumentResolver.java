package io.github.idempotency.web;

import io.github.idempotency.IdempotentExecution;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Resolves {@link IdempotentExecution} parameters of idempotent handlers. */
final class ExecutionArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return IdempotentExecution.class.equals(parameter.getParameterType());
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binderFactory) {
        HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
        Exchange exchange = request == null ? null : Exchange.of(request);
        IdempotentExecution execution = exchange == null ? null : exchange.handlerExecution();
        if (execution == null) {
            throw new IllegalStateException(
                    "There is no IdempotentExecution for " + parameter.getExecutable()
                            + ": the parameter needs @Idempotent on the method, and a request that is not GET, HEAD, OPTIONS or TRACE");
        }
        return execution;
    }
}
