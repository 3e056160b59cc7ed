package io.github.idempotency.web.security;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.authorization.method.AuthorizationAdvisor;
import org.springframework.security.authorization.method.AuthorizationManagerAfterMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizationManagerAfterReactiveMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizeReturnObject;
import org.springframework.security.authorization.method.AuthorizeReturnObjectMethodInterceptor;
import org.springframework.security.authorization.method.PostFilterAuthorizationMethodInterceptor;
import org.springframework.security.authorization.method.PostFilterAuthorizationReactiveMethodInterceptor;

/** What Spring Security enforces on methods, whether by proxies or by woven aspects: the interceptors are the same. */
final class MethodSecurity {

    private static final List<Class<? extends Annotation>> ANNOTATIONS_ON_RESULT =
            List.of(PostAuthorize.class, PostFilter.class, AuthorizeReturnObject.class);

    private static final List<Class<? extends AuthorizationAdvisor>> ADVICE_ON_RESULT = List.of(
            AuthorizationManagerAfterMethodInterceptor.class,
            AuthorizationManagerAfterReactiveMethodInterceptor.class,
            AuthorizeReturnObjectMethodInterceptor.class,
            PostFilterAuthorizationMethodInterceptor.class,
            PostFilterAuthorizationReactiveMethodInterceptor.class);

    private final BeanFactory beans;
    private volatile @Nullable List<AuthorizationAdvisor> advisors;

    MethodSecurity(BeanFactory beans) {
        this.beans = beans;
    }

    /** Whether something is enforced on a method. */
    boolean guards(Method method, Class<?> type) {
        return advisors().stream().anyMatch(advisor -> matches(advisor, method, type));
    }

    /** Whether it is in a proxy of a bean, or in one behind that. */
    static boolean isInProxyOf(@Nullable Object bean) {
        if (!(bean instanceof Advised proxy)) {
            return false;
        }
        for (Advisor advisor : proxy.getAdvisors()) {
            if (advisor.getAdvice() instanceof AuthorizationAdvisor) {
                return true;
            }
        }
        return isInProxyOf(HandlerAdvice.target(proxy));
    }

    /** What looks at the result of a method; null if nothing does. */
    @Nullable
    String adviceOnResult(Method method, Class<?> type) {
        for (AuthorizationAdvisor advisor : advisors()) {
            if (matches(advisor, method, type)) {
                Class<? extends Advice> advice = advisor.getAdvice().getClass();
                if (ADVICE_ON_RESULT.contains(advice)) {
                    return advice.getSimpleName();
                }
                // Spring Security hides its own interceptors behind one type; their annotations tell.
                Class<? extends Annotation> annotation = annotationOnResult(method, type);
                if (annotation != null) {
                    return '@' + annotation.getSimpleName();
                }
            }
        }
        return null;
    }

    private static @Nullable Class<? extends Annotation> annotationOnResult(Method method, Class<?> type) {
        MergedAnnotations ofMethod =
                MergedAnnotations.from(AopUtils.getMostSpecificMethod(method, type), SearchStrategy.TYPE_HIERARCHY);
        MergedAnnotations ofType = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
        return ANNOTATIONS_ON_RESULT.stream()
                .filter(annotation -> ofMethod.isPresent(annotation) || ofType.isPresent(annotation))
                .findFirst()
                .orElse(null);
    }

    private static boolean matches(AuthorizationAdvisor advisor, Method method, Class<?> type) {
        return advisor.getPointcut().getClassFilter().matches(type)
                && advisor.getPointcut().getMethodMatcher().matches(AopUtils.getMostSpecificMethod(method, type), type);
    }

    /** The interceptors of the context. Their beans do not say what they are, only their instances do. */
    private List<AuthorizationAdvisor> advisors() {
        List<AuthorizationAdvisor> known = advisors;
        if (known == null) {
            known = new ArrayList<>();
            if (beans instanceof ListableBeanFactory listable) {
                for (String name : listable.getBeanNamesForType(MethodInterceptor.class, false, false)) {
                    if (listable.getBean(name) instanceof AuthorizationAdvisor advisor) {
                        known.add(advisor);
                    }
                }
            }
            advisors = known;
        }
        return known;
    }
}
