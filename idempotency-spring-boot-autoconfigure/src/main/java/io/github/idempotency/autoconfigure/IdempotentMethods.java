package io.github.idempotency.autoconfigure;

import io.github.idempotency.Idempotent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.service.annotation.HttpExchange;

/** Finds the {@link Idempotent} methods of all beans by the types of the beans: none is created for it. */
final class IdempotentMethods {

    private static final Logger logger = System.getLogger(IdempotentMethods.class.getName());

    private static final List<String> NOT_THE_APPLICATIONS = List.of("org.springframework.", "java.", "jakarta.");

    private final ConfigurableListableBeanFactory beans;
    private final Set<Class<?>> seen = new HashSet<>();

    IdempotentMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** An annotated method of a bean. */
    record IdempotentMethod(String beanName, Class<?> beanType, Method method) {}

    void forEach(Consumer<IdempotentMethod> consumer) {
        Iterator<String> names = beans.getBeanNamesIterator();
        while (names.hasNext()) {
            String name = names.next();
            Class<?> type = type(name);
            if (type != null && isTheApplications(type) && seen.add(type)) {
                for (Method method : annotated(type)) {
                    consumer.accept(new IdempotentMethod(name, type, method));
                }
            }
        }
    }

    /** The application's class behind a bean; null if it cannot be told without creating one. */
    private @Nullable Class<?> type(String name) {
        try {
            Object target = beans.containsBeanDefinition(name)
                    ? beans.getMergedBeanDefinition(name).getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE)
                    : null;
            Class<?> type = target instanceof Class<?> original ? original : beans.getType(name, false);
            return type == null ? null : ClassUtils.getUserClass(type);
        } catch (RuntimeException | LinkageError e) {
            logger.log(Level.DEBUG, "The type of bean '" + name + "' cannot be told", e);
            return null;
        }
    }

    private static boolean isTheApplications(Class<?> type) {
        return NOT_THE_APPLICATIONS.stream().noneMatch(type.getName()::startsWith);
    }

    private static Set<Method> annotated(Class<?> type) {
        try {
            Map<Method, Idempotent> methods = MethodIntrospector.selectMethods(
                    type, (MetadataLookup<Idempotent>) method -> isCallToAnotherService(type, method)
                            ? null
                            : AnnotatedElementUtils.findMergedAnnotation(method, Idempotent.class));
            return methods.keySet();
        } catch (RuntimeException | LinkageError e) {
            logger.log(Level.DEBUG, "The methods of " + type + " cannot be told", e);
            return Set.of();
        }
    }

    /** HTTP service clients share their interface, and its annotations, with the controller that implements it elsewhere. */
    private static boolean isCallToAnotherService(Class<?> type, Method method) {
        return (type.isInterface() || Proxy.isProxyClass(type))
                && (AnnotatedElementUtils.hasAnnotation(method, HttpExchange.class)
                        || AnnotatedElementUtils.hasAnnotation(method, RequestMapping.class));
    }
}
