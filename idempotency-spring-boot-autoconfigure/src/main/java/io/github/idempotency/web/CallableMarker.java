package io.github.idempotency.web;

import io.github.idempotency.core.ActiveExecution;
import io.github.idempotency.core.ClaimScope;
import io.github.idempotency.core.CurrentExecution;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/** Has a {@link Callable} that a handler returned work for the exchange, and its transactions carry the record's marker. */
final class CallableMarker implements CallableProcessingInterceptor {

    private final Exchange exchange;
    private @Nullable ClaimScope scope;
    private CurrentExecution.@Nullable Scope currentScope;

    CallableMarker(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
        ActiveExecution execution = exchange.execution();
        scope = execution == null ? null : execution.enter();
        CurrentExecution current = exchange.current();
        currentScope = current == null ? null : current.open();
    }

    @Override
    public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
        if (scope != null) {
            scope.close();
        }
        if (currentScope != null) {
            currentScope.close();
        }
    }
}
