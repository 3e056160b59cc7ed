package io.github.idempotency.web;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The last step before a handler that advice guards: the handler runs, or its record answers. */
public final class HandlerGate {

    private final Exchange exchange;

    private HandlerGate(Exchange exchange) {
        this.exchange = exchange;
    }

    /**
     * The gate before the handler of the current request; null if a method is not that handler.
     *
     * @param handler the method that is about to be called
     */
    public static @Nullable HandlerGate of(Method handler) {
        RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
        if (!(attributes instanceof ServletRequestAttributes servlet)) {
            return null;
        }
        Exchange exchange = Exchange.of(servlet.getRequest());
        return exchange == null || !exchange.isHandler(handler) ? null : new HandlerGate(exchange);
    }

    /** Whether the request is to be answered from its record: the handler must not be called. */
    public boolean holdsAnswer() {
        return exchange.pendingAnswer() != null;
    }

    /** What has to leave the handler's proxy for the record to answer. */
    public ReplaySignal signal() {
        return ReplaySignal.instance();
    }

    /** Notes that the handler is about to be entered. */
    public void enter() {
        exchange.markAdviceReached();
    }
}
