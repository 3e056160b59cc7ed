package io.github.idempotency.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Remembers each transaction manager as it was before other post-processors wrapped it: a listener can be added to the
 * manager itself only.
 */
final class RawTransactionManagers implements BeanPostProcessor, PriorityOrdered {

    private final Map<String, PlatformTransactionManager> byName = new ConcurrentHashMap<>();

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        return remember(bean, name);
    }

    /** What a factory bean makes passes here only. */
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return remember(bean, name);
    }

    private Object remember(Object bean, String name) {
        if (bean instanceof PlatformTransactionManager manager) {
            byName.putIfAbsent(name, manager);
        }
        return bean;
    }

    /** The manager behind a bean: as it was made, or behind the proxies that are known to be some. */
    PlatformTransactionManager behind(String name, PlatformTransactionManager bean) {
        PlatformTransactionManager current = byName.getOrDefault(name, bean);
        while (target(current) instanceof PlatformTransactionManager target) {
            current = target;
        }
        return current;
    }

    private static @Nullable Object target(Object bean) {
        return AopProxyUtils.getSingletonTarget(bean);
    }
}
