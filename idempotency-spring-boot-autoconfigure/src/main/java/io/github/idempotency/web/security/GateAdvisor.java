package io.github.idempotency.web.security;

import io.github.idempotency.Idempotent;
import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Puts a part of the gate in front of idempotent methods. */
final class GateAdvisor extends DefaultPointcutAdvisor {

    GateAdvisor(MethodInterceptor gate) {
        super(new IdempotentMethods(), gate);
    }

    private static final class IdempotentMethods extends StaticMethodMatcherPointcut {

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return AnnotatedElementUtils.hasAnnotation(
                    AopUtils.getMostSpecificMethod(method, targetClass), Idempotent.class);
        }
    }
}
