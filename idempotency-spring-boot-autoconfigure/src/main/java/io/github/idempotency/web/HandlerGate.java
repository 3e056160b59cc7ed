package io.github.idempotency.web;

import java.lang.reflect.Method;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The last step before a handler whose method security has passed: the handler runs, or its record answers. */
public final class HandlerGate {

    private HandlerGate() {}

    /**
     * Called in place of a handler, right before it.
     *
     * @param handler the handler's method
     * @throws ReplaySignal if the current request is to be answered from its record
     */
    public static void enter(Method handler) {
        RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
        if (!(attributes instanceof ServletRequestAttributes servlet)) {
            return;
        }
        Exchange exchange = Exchange.of(servlet.getRequest());
        if (exchange == null || !exchange.isHandler(handler)) {
            return;
        }
        if (exchange.pendingAnswer() != null) {
            throw ReplaySignal.instance();
        }
        exchange.markAdviceReached();
    }
}
