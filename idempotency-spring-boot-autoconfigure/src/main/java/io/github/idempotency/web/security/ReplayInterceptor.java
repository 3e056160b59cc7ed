package io.github.idempotency.web.security;

import io.github.idempotency.web.HandlerGate;
import io.github.idempotency.web.ReplaySignal;
import java.util.ArrayList;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ReflectiveMethodInvocation;
import org.springframework.aop.support.AopUtils;

/**
 * Stands first in the proxy of a handler. A first request goes on as it would without; a replay passes what may refuse the
 * caller, see {@link HandlerAdvice}, and then leaves the proxy in place of the handler.
 */
final class ReplayInterceptor implements MethodInterceptor {

    static final String GATE = ReplayInterceptor.class.getName();

    private final Advised proxy;

    ReplayInterceptor(Advised proxy) {
        this.proxy = proxy;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        HandlerGate gate = HandlerGate.of(invocation.getMethod());
        if (gate == null) {
            return invocation.proceed();
        }
        ProxyMethodInvocation call = (ProxyMethodInvocation) invocation;
        if (gate.holdsAnswer()) {
            return replay(gate, call);
        }
        // The handler may be entered by another thread, which knows nothing of the request.
        call.setUserAttribute(GATE, gate);
        return invocation.proceed();
    }

    private @Nullable Object replay(HandlerGate gate, ProxyMethodInvocation call) throws Throwable {
        Object target = call.getThis();
        Class<?> targetClass = target == null ? call.getMethod().getDeclaringClass() : AopUtils.getTargetClass(target);
        End end = new End(gate);
        List<Object> chain = new ArrayList<>(HandlerAdvice.deciding(proxy, call.getMethod(), targetClass));
        chain.add(end);
        Object result;
        try {
            result = new Passage(call, targetClass, chain).proceed();
        } catch (Throwable thrown) {
            if (end.reached && isCausedBySignal(thrown)) {
                throw gate.signal();
            }
            throw thrown;
        }
        if (end.reached) {
            // An advice has taken the signal for a failure of the handler, and dealt with it.
            throw gate.signal();
        }
        return result;
    }

    private static boolean isCausedBySignal(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ReplaySignal) {
                return true;
            }
        }
        return false;
    }

    /** Stands in for the handler. */
    private static final class End implements MethodInterceptor {

        private final HandlerGate gate;
        private boolean reached;

        End(HandlerGate gate) {
            this.gate = gate;
        }

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            Object target = invocation.getThis();
            if (target != null && HandlerAdvice.isGated(target)) {
                return behindNextProxy(target, invocation);
            }
            if (AopUtils.isAopProxy(target) && !(target instanceof Advised)) {
                throw new IllegalStateException("A replay cannot pass the opaque proxy of " + invocation.getMethod());
            }
            reached = true;
            throw gate.signal();
        }

        private @Nullable Object behindNextProxy(Object target, MethodInvocation invocation) throws Throwable {
            try {
                return AopUtils.invokeJoinpointUsingReflection(
                        target, invocation.getMethod(), invocation.getArguments());
            } catch (ReplaySignal signal) {
                reached = true;
                throw signal;
            }
        }
    }

    /** The call of the handler with other interceptors. */
    private static final class Passage extends ReflectiveMethodInvocation {

        Passage(ProxyMethodInvocation call, Class<?> targetClass, List<Object> interceptors) {
            super(call.getProxy(), call.getThis(), call.getMethod(), call.getArguments(), targetClass, interceptors);
        }
    }
}
