package io.github.idempotency.web;

import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.support.InvocableHandlerMethod;

/**
 * Tells whether an exception proves that the handler method was not entered. Spring MVC throws the same types before and within
 * handlers (a handler may validate by itself), and has no hook between the last argument and the handler. So the place counts:
 * {@link InvocableHandlerMethod} resolves and validates the arguments before its {@code doInvoke} enters the handler. Without
 * that proof, as for an exception that has no stack trace, the handler counts as entered, so that its key is not freed.
 */
final class HandlerEntry {

    private static final String INVOKER = InvocableHandlerMethod.class.getName();

    private HandlerEntry() {}

    /**
     * Whether the exception was thrown on the way to the handler.
     *
     * @param exception what the dispatcher caught when it called the handler
     */
    static boolean preventedBy(Throwable exception) {
        boolean resolvingArguments = false;
        boolean invoking = false;
        for (StackTraceElement frame : exception.getStackTrace()) {
            if (INVOKER.equals(frame.getClassName())) {
                if ("doInvoke".equals(frame.getMethodName())) {
                    return false; // of this handler, or of one that it forwarded to
                }
                resolvingArguments |= "getMethodArgumentValues".equals(frame.getMethodName());
                invoking = true;
            }
        }
        boolean validatingArguments = invoking
                && exception instanceof HandlerMethodValidationException invalid
                && !invalid.isForReturnValue();
        return resolvingArguments || validatingArguments;
    }
}
