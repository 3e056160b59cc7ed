package io.github.idempotency.web.security;

import io.github.idempotency.web.HandlerGate;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/** Stands last in the proxy of a handler: a caller that gets here has been let pass. */
final class EntryInterceptor implements MethodInterceptor {

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        boolean lastProxy = !HandlerAdvice.isGated(invocation.getThis());
        if (lastProxy
                && ((ProxyMethodInvocation) invocation).getUserAttribute(ReplayInterceptor.GATE)
                        instanceof HandlerGate gate) {
            gate.enter();
        }
        return invocation.proceed();
    }
}
