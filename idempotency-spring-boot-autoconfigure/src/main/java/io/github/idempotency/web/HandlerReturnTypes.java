package io.github.idempotency.web;

import java.util.concurrent.Callable;
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

    /** The type that makes a handler asynchronous; null if it is not. */
    @Nullable
    Class<?> asyncType(HandlerMethod handler) {
        for (ResolvableType type = returnType(handler); type != ResolvableType.NONE; type = content(type)) {
            Class<?> raw = type.toClass();
            if (isAsync(raw)) {
                return raw;
            }
        }
        return null;
    }

    private boolean isAsync(Class<?> type) {
        return Callable.class.isAssignableFrom(type)
                || DeferredResult.class.isAssignableFrom(type)
                || WebAsyncTask.class.isAssignableFrom(type)
                || CompletionStage.class.isAssignableFrom(type)
                || Future.class.isAssignableFrom(type)
                || reactive.getAdapter(type) != null;
    }

    private static ResolvableType returnType(HandlerMethod handler) {
        return ResolvableType.forMethodReturnType(handler.getMethod(), handler.getBeanType());
    }

    /** What a wrapper wraps: {@code CompletableFuture<ResponseEntity<T>>} has two of them around the body. */
    private ResolvableType content(ResolvableType type) {
        Class<?> raw = type.toClass();
        boolean wrapper = HttpEntity.class.isAssignableFrom(raw) || isAsync(raw);
        return wrapper && type.hasGenerics() ? type.getGeneric(0) : ResolvableType.NONE;
    }
}
