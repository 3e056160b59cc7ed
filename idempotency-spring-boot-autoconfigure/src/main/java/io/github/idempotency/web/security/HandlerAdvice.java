package io.github.idempotency.web.security;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.TargetSource;
import org.springframework.aop.aspectj.AbstractAspectJAdvice;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.DefaultAdvisorChainFactory;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.util.ClassUtils;

/**
 * Tells which advice around a handler may decide whether a caller may run it: all but those that are known to do something else.
 * A replay passes the former and not the latter, so that no transaction is begun for it, nothing retried, cached or handed to
 * another thread.
 */
final class HandlerAdvice {

    /** Beginnings of the names of advice classes, and of aspects, that do not decide who may call. */
    private static final List<String> KNOWN = List.of(
            "io.github.idempotency.web.security.",
            "org.springframework.aop.interceptor.",
            "org.springframework.aop.support.",
            "org.springframework.cache.",
            "org.springframework.cloud.context.scope.",
            "org.springframework.dao.support.",
            "org.springframework.resilience.",
            "org.springframework.retry.",
            "org.springframework.scheduling.annotation.",
            "org.springframework.transaction.",
            "org.springframework.validation.beanvalidation.",
            "io.github.resilience4j.",
            "io.micrometer.");

    private static final boolean ASPECTS =
            ClassUtils.isPresent("org.aspectj.lang.annotation.Aspect", HandlerAdvice.class.getClassLoader());

    private HandlerAdvice() {}

    /** The interceptors of a proxy that a replay has to pass, in their order; none if the rest is nothing that decides. */
    static List<Object> deciding(Advised proxy, Method handler, Class<?> targetClass) {
        List<Object> chain = DefaultAdvisorChainFactory.INSTANCE.getInterceptorsAndDynamicInterceptionAdvice(
                proxy, handler, targetClass);
        if (chain.stream().allMatch(HandlerAdvice::isKnown)) {
            return List.of();
        }
        // Aspects find their call by way of the exposed invocation.
        return chain.stream()
                .filter(advice -> advice == ExposeInvocationInterceptor.INSTANCE || !isKnown(advice))
                .toList();
    }

    private static boolean isKnown(Object advice) {
        String type = ASPECTS ? AspectNames.of(advice) : advice.getClass().getName();
        return KNOWN.stream().anyMatch(type::startsWith);
    }

    /** Whether a proxy, or one behind it, has a gate. */
    static boolean isGated(@Nullable Object bean) {
        return bean instanceof Advised proxy && (hasGate(proxy) || isGated(target(proxy)));
    }

    static boolean hasGate(Advised proxy) {
        for (Advisor advisor : proxy.getAdvisors()) {
            if (advisor instanceof GateAdvisor) {
                return true;
            }
        }
        return false;
    }

    /** What is behind a proxy for the current request. */
    static @Nullable Object target(Advised proxy) {
        TargetSource source = proxy.getTargetSource();
        try {
            Object target = source.getTarget();
            if (target != null && !source.isStatic()) {
                source.releaseTarget(target);
            }
            return target;
        } catch (Exception e) {
            throw new IllegalStateException("The target of a proxied handler cannot be had: " + source, e);
        }
    }

    /** Used where AspectJ's annotations are on the class path. */
    private static final class AspectNames {

        static String of(Object advice) {
            Class<?> type = advice instanceof AbstractAspectJAdvice aspect
                    ? aspect.getAspectJAdviceMethod().getDeclaringClass()
                    : advice.getClass();
            return type.getName();
        }
    }
}
