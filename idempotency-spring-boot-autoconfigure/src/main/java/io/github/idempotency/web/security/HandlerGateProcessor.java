package io.github.idempotency.web.security;

import io.github.idempotency.Idempotent;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.web.HandlerGate;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.authorization.method.AuthorizationAdvisor;
import org.springframework.web.method.HandlerMethod;

/**
 * Puts the {@link HandlerGate} behind the method security of idempotent handlers, so that a replay is answered only to a caller
 * who may run the operation now. Beans that have no method security are left alone: no proxy is made for their sake.
 */
public final class HandlerGateProcessor implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof Advised advised) || advised.isFrozen()) {
            return bean;
        }
        int lastSecurityAdvisor = lastSecurityAdvisor(advised);
        if (lastSecurityAdvisor < 0) {
            return bean;
        }
        Class<?> type = AopUtils.getTargetClass(bean);
        Set<Method> handlers = idempotentMethods(type);
        if (!handlers.isEmpty()) {
            handlers.forEach(HandlerGateProcessor::check);
            advised.addAdvisor(lastSecurityAdvisor + 1, new GateAdvisor());
        }
        return bean;
    }

    /** Whether a request to a handler passes the gate. */
    public static boolean isGated(HandlerMethod handler) {
        if (handler.getBean() instanceof Advised advised) {
            for (Advisor advisor : advised.getAdvisors()) {
                if (advisor instanceof GateAdvisor) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int lastSecurityAdvisor(Advised advised) {
        Advisor[] advisors = advised.getAdvisors();
        for (int i = advisors.length - 1; i >= 0; i--) {
            if (advisors[i].getAdvice() instanceof AuthorizationAdvisor) {
                return i;
            }
        }
        return -1;
    }

    private static Set<Method> idempotentMethods(Class<?> type) {
        Map<Method, Idempotent> annotated =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<Idempotent>)
                        method -> AnnotatedElementUtils.findMergedAnnotation(method, Idempotent.class));
        return annotated.keySet();
    }

    private static void check(Method handler) {
        String name = handler.getDeclaringClass().getSimpleName() + '#' + handler.getName();
        if (Modifier.isFinal(handler.getModifiers()) || Modifier.isPrivate(handler.getModifiers())) {
            throw new InvalidPolicyException(
                    name + " is @Idempotent and final or private: the method security of its class does not reach it.",
                    "Make the handler method public and not final.");
        }
        if (AnnotatedElementUtils.hasAnnotation(handler, PostAuthorize.class)
                || AnnotatedElementUtils.hasAnnotation(handler, PostFilter.class)) {
            throw new InvalidPolicyException(
                    name
                            + " is @Idempotent and guarded by @PostAuthorize or @PostFilter, which look at a returned object: a"
                            + " replay has none.",
                    "Guard the handler with @PreAuthorize, or move the annotation to the service it calls.");
        }
    }

    private static final class GateAdvisor extends DefaultPointcutAdvisor {

        GateAdvisor() {
            super(new IdempotentPointcut(), (MethodInterceptor) invocation -> {
                HandlerGate.enter(invocation.getMethod());
                return invocation.proceed();
            });
        }
    }

    private static final class IdempotentPointcut extends StaticMethodMatcherPointcut {

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return AnnotatedElementUtils.hasAnnotation(
                    AopUtils.getMostSpecificMethod(method, targetClass), Idempotent.class);
        }
    }
}
