package io.github.idempotency.web;

import org.springframework.web.method.support.InvocableHandlerMethod;

/**
 * Tells whether an exception left the handler method or kept the request from entering it. Spring MVC throws the same types for
 * both (a handler may validate by itself), so the place counts, not the type: {@link InvocableHandlerMethod} resolves and
 * validates the arguments before its {@code doInvoke} enters the handler.
 */
final class HandlerEntry {

    private static final String INVOKER = InvocableHandlerMethod.class.getName();

    private HandlerEntry() {}

    /** Whether the exception was thrown on the way to the handler. One without a stack trace counts as the handler's. */
    static boolean preventedBy(Throwable exception) {
        for (StackTraceElement frame : exception.getStackTrace()) {
            if (INVOKER.equals(frame.getClassName())) {
                return !"doInvoke".equals(frame.getMethodName());
            }
        }
        return false;
    }
}
