package io.github.idempotency.web.security;

import io.github.idempotency.core.policy.InvalidPolicyException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;

/**
 * Knows which handlers have a gate that replays wait behind, and proves at start that none that is guarded lacks one. A bean
 * that does not exist yet at start, for instance one of a request's scope, is looked at when a request comes.
 */
public final class HandlerGates {

    private static final Logger LOGGER = System.getLogger(HandlerGates.class.getName());

    private final BeanFactory beans;
    private final @Nullable MethodSecurity methodSecurity;
    private final Map<Handler, Boolean> guarded = new ConcurrentHashMap<>();

    /**
     * Creates an instance.
     *
     * @param beans where the handlers' beans are
     */
    public HandlerGates(BeanFactory beans) {
        this.beans = beans;
        boolean present = ClassUtils.isPresent(
                "org.springframework.security.authorization.method.AuthorizationAdvisor",
                HandlerGates.class.getClassLoader());
        this.methodSecurity = present ? new MethodSecurity(beans) : null;
    }

    private record Handler(Class<?> type, Method method) {}

    /**
     * Whether requests to a handler pass a gate.
     *
     * @param handler a handler whose bean is resolved
     * @throws IllegalStateException if method security guards the handler and has no gate: a replay cannot be answered safely
     */
    public boolean isGated(HandlerMethod handler) {
        boolean gated = HandlerAdvice.isGated(handler.getBean());
        if (isGuarded(handler) && !(gated && MethodSecurity.isInProxyOf(handler.getBean()))) {
            throw new IllegalStateException(unreachable(handler));
        }
        return gated;
    }

    /**
     * Proves that replays of a handler pass what guards it.
     *
     * @throws InvalidPolicyException if they do not
     */
    public void check(HandlerMethod handler) {
        if (methodSecurity != null) {
            String after = methodSecurity.adviceOnResult(handler.getMethod(), handler.getBeanType());
            if (after != null) {
                throw new InvalidPolicyException(
                        name(handler) + " is @Idempotent and guarded by " + after
                                + ", which looks at the handler's result: a replay has none.",
                        "Guard the handler with @PreAuthorize, or move the annotation to the service it calls.");
            }
        }
        Object bean = existing(handler);
        boolean gated = bean != null && isGatedStatically(bean);
        boolean advised = isGuarded(handler) || gated;
        if (advised && isBeyondProxies(handler.getMethod())) {
            throw new InvalidPolicyException(
                    name(handler) + " is @Idempotent and final or private: the advice of its class does not reach it.",
                    "Make the handler method public and not final.");
        }
        if (bean != null && isComplete(bean) && isGuarded(handler) && !(gated && MethodSecurity.isInProxyOf(bean))) {
            throw new InvalidPolicyException(
                    unreachable(handler),
                    "Use @EnableMethodSecurity in its default mode, PROXY, guard the operation by a URL rule of the filter"
                            + " chain, or move the annotation to the service the handler calls.");
        }
        if (bean instanceof Advised proxy && !gated && hasUnguardedAdvice(proxy, handler)) {
            throw new InvalidPolicyException(
                    "The proxy of " + name(handler)
                            + " has advice that replays would not pass: it is frozen, or was made"
                            + " after Spring's own.",
                    "Do not freeze the proxy, and let its BeanPostProcessor implement Ordered.");
        }
        LOGGER.log(Level.DEBUG, () -> "Replays of " + name(handler) + " are answered " + place(advised, bean));
    }

    private static String place(boolean advised, @Nullable Object bean) {
        if (advised) {
            return "behind the advice of the handler";
        }
        return bean != null && isComplete(bean)
                ? "after the last interceptor: the handler has no advice that may refuse a caller"
                : "where its bean shows, which does not exist yet";
    }

    private static boolean hasUnguardedAdvice(Advised proxy, HandlerMethod handler) {
        return !HandlerAdvice.deciding(proxy, handler.getMethod(), handler.getBeanType())
                .isEmpty();
    }

    private static String unreachable(HandlerMethod handler) {
        return name(handler)
                + " is @Idempotent and guarded by method security, but not in a Spring proxy of its bean, as with"
                + " @EnableMethodSecurity(mode = ASPECTJ): replays would be answered before the caller is checked.";
    }

    private static String name(HandlerMethod handler) {
        return handler.getBeanType().getSimpleName() + '#' + handler.getMethod().getName();
    }

    private static boolean isBeyondProxies(Method method) {
        return Modifier.isFinal(method.getModifiers()) || Modifier.isPrivate(method.getModifiers());
    }

    private boolean isGuarded(HandlerMethod handler) {
        Handler key = new Handler(handler.getBeanType(), handler.getMethod());
        Boolean known = guarded.get(key);
        return known != null
                ? known
                : guarded.computeIfAbsent(
                        key, added -> methodSecurity != null && methodSecurity.guards(added.method(), added.type()));
    }

    /** The bean of a handler, as far as it exists without being made for the purpose. */
    private @Nullable Object existing(HandlerMethod handler) {
        if (!(handler.getBean() instanceof String name)) {
            return handler.getBean();
        }
        boolean exists = beans instanceof SingletonBeanRegistry singletons && singletons.containsSingleton(name);
        return exists ? beans.getBean(name) : null;
    }

    /** Whether all of a bean's proxies can be seen now: no target is chosen per request. */
    private static boolean isComplete(Object bean) {
        return !(bean instanceof Advised proxy) || proxy.getTargetSource().isStatic();
    }

    private static boolean isGatedStatically(Object bean) {
        return isComplete(bean) && HandlerAdvice.isGated(bean);
    }
}
