package io.github.idempotency.web;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Tells which handlers stream, and which are asynchronous, by what they return. */
final class HandlerReturnTypes {

    private static final String CONTINUATION = "kotlin.coroutines.Continuation";
    private static final List<Class<?>> ASYNC_TYPES =
            List.of(Callable.class, DeferredResult.class, WebAsyncTask.class, CompletableFuture.class);

    private final ReactiveAdapterRegistry reactive = ReactiveAdapterRegistry.getSharedInstance();

    /** The type that makes a handler stream its response; null if it does not. */
    @Nullable
    Class<?> streamingType(HandlerMethod handler) {
        for (ResolvableType type = returnType(handler); type != ResolvableType.NONE; type = content(type)) {
            Class<?> raw = type.toClass();
            ReactiveAdapter adapter = reactive.getAdapter(raw);
            if (ResponseBodyEmitter.class.isAssignableFrom(raw)
                    || StreamingResponseBody.class.isAssignableFrom(raw)
                    || (adapter != null && adapter.isMultiValue())) {
                return raw;
            }
        }
        return null;
    }

    /**
     * Why a handler is asynchronous or may turn out to be, as the rest of a sentence about it; null if it cannot be. Spring MVC
     * looks at the value that is returned, not only at the declared type, but never into the body of an {@link HttpEntity} that
     * does not declare it.
     */
    @Nullable
    String asynchronous(HandlerMethod handler) {
        if (isSuspending(handler)) {
            return "is a suspend function";
        }
        ResolvableType declared = returnType(handler);
        for (ResolvableType type = declared; type != ResolvableType.NONE; type = content(type)) {
            Class<?> raw = type.toClass();
            if (isAsync(raw)) {
                return "returns " + raw.getSimpleName();
            }
        }
        Class<?> raw = declared.toClass();
        boolean wide = raw != void.class && ASYNC_TYPES.stream().anyMatch(raw::isAssignableFrom);
        return wide
                ? "is declared to return " + raw.getSimpleName()
                        + ", so that what it returns may turn out to be asynchronous"
                : null;
    }

    private static boolean isSuspending(HandlerMethod handler) {
        Class<?>[] parameters = handler.getMethod().getParameterTypes();
        return parameters.length > 0
                && parameters[parameters.length - 1].getName().equals(CONTINUATION);
    }

    private boolean isAsync(Class<?> type) {
        return Callable.class.isAssignableFrom(type)
                || DeferredResult.class.isAssignableFrom(type)
                || WebAsyncTask.class.isAssignableFrom(type)
                || CompletionStage.class.isAssignableFrom(type)
                || Future.class.isAssignableFrom(type)
                || reactive.getAdapter(type) != null;
    }

    /** What the application's code declares: of a suspend function, what its continuation is resumed with. */
    private static ResolvableType returnType(HandlerMethod handler) {
        if (isSuspending(handler)) {
            int last = handler.getMethod().getParameterCount() - 1;
            return ResolvableType.forMethodParameter(handler.getMethod(), last, handler.getBeanType())
                    .getGeneric(0);
        }
        return ResolvableType.forMethodReturnType(handler.getMethod(), handler.getBeanType());
    }

    /** What a wrapper wraps: {@code CompletableFuture<ResponseEntity<T>>} has two of them around the body. */
    private ResolvableType content(ResolvableType type) {
        Class<?> raw = type.toClass();
        boolean wrapper = HttpEntity.class.isAssignableFrom(raw) || isAsync(raw);
        return wrapper && type.hasGenerics() ? type.getGeneric(0) : ResolvableType.NONE;
    }
}
