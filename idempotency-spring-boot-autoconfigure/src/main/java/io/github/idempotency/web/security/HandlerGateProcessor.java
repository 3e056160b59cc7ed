package io.github.idempotency.web.security;

import io.github.idempotency.Idempotent;
import io.github.idempotency.web.HandlerGate;
import java.lang.reflect.Method;
import java.util.Set;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * Puts a {@link HandlerGate} into the proxies of idempotent handlers, so that a replay is answered only to a caller who may run
 * the operation now. Beans without a proxy are left alone, and so are those whose advice decides nothing: no proxy is made for
 * their sake.
 */
public final class HandlerGateProcessor implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Advised proxy && !proxy.isFrozen() && guardsIdempotentMethod(proxy)) {
            proxy.addAdvisor(0, new GateAdvisor(new ReplayInterceptor(proxy)));
            proxy.addAdvisor(new GateAdvisor(new EntryInterceptor()));
        }
        return bean;
    }

    private static boolean guardsIdempotentMethod(Advised proxy) {
        if (proxy.getAdvisorCount() == 0) {
            return false;
        }
        Class<?> type = AopUtils.getTargetClass(proxy);
        return idempotentMethods(type).stream()
                .anyMatch(method -> !HandlerAdvice.deciding(proxy, method, type).isEmpty());
    }

    private static Set<Method> idempotentMethods(Class<?> type) {
        return MethodIntrospector.selectMethods(
                type, (MethodFilter) method -> AnnotatedElementUtils.hasAnnotation(method, Idempotent.class));
    }
}
