package io.github.idempotency.autoconfigure;

import io.github.idempotency.client.GuardedConnector;
import io.github.idempotency.client.GuardedRequestFactory;
import io.github.idempotency.client.OutgoingCalls;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;

/**
 * Has the HTTP clients that Spring Boot builds leave redirects of destinations to us. Builders that an application declares by
 * their own class are its own business, as is a client that is told not to follow redirects.
 */
final class GuardedHttpClients implements BeanPostProcessor {

    private static final boolean REACTIVE = ClassUtils.isPresent(
                    "org.springframework.http.client.reactive.ClientHttpConnector",
                    GuardedHttpClients.class.getClassLoader())
            && ClassUtils.isPresent("reactor.core.publisher.Mono", GuardedHttpClients.class.getClassLoader());

    private final ConfigurableListableBeanFactory beans;
    private final Supplier<OutgoingCalls> calls;
    private final boolean destinations;

    GuardedHttpClients(ConfigurableListableBeanFactory beans, Supplier<OutgoingCalls> calls, Environment environment) {
        this.beans = beans;
        this.calls = calls;
        // Not a condition: what is configured at the start counts, not at the build.
        this.destinations = Binder.get(environment)
                .bind("idempotency.client.destinations", Bindable.mapOf(String.class, Object.class))
                .map(configured -> !configured.isEmpty())
                .orElse(false);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!destinations) {
            return bean;
        }
        if (bean instanceof ClientHttpRequestFactoryBuilder<?> builder
                && isDeclaredAs(name, ClientHttpRequestFactoryBuilder.class)) {
            return new Blocking(builder, calls);
        }
        return REACTIVE ? Reactive.guarded(bean, name, this) : bean;
    }

    private boolean isDeclaredAs(String name, Class<?> type) {
        return beans.containsBeanDefinition(name)
                && beans.getMergedBeanDefinition(name).getResolvableType().resolve() == type;
    }

    private static boolean follows(@Nullable HttpClientSettings settings) {
        return settings == null || settings.redirects() != HttpRedirects.DONT_FOLLOW;
    }

    private static HttpClientSettings notFollowing(@Nullable HttpClientSettings settings) {
        return (settings == null ? HttpClientSettings.defaults() : settings).withRedirects(HttpRedirects.DONT_FOLLOW);
    }

    private record Blocking(ClientHttpRequestFactoryBuilder<?> builder, Supplier<OutgoingCalls> calls)
            implements ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> {

        @Override
        public ClientHttpRequestFactory build(@Nullable HttpClientSettings settings) {
            ClientHttpRequestFactory client = builder.build(settings);
            return follows(settings)
                    ? new GuardedRequestFactory(client, () -> builder.build(notFollowing(settings)), calls.get())
                    : client;
        }
    }

    /** Linked only where there is a reactive client. */
    private record Reactive(ClientHttpConnectorBuilder<?> builder, Supplier<OutgoingCalls> calls)
            implements ClientHttpConnectorBuilder<ClientHttpConnector> {

        static Object guarded(Object bean, String name, GuardedHttpClients guard) {
            return bean instanceof ClientHttpConnectorBuilder<?> builder
                            && guard.isDeclaredAs(name, ClientHttpConnectorBuilder.class)
                    ? new Reactive(builder, guard.calls)
                    : bean;
        }

        @Override
        public ClientHttpConnector build(@Nullable HttpClientSettings settings) {
            ClientHttpConnector client = builder.build(settings);
            return follows(settings)
                    ? new GuardedConnector(client, () -> builder.build(notFollowing(settings)), calls.get())
                    : client;
        }
    }
}
