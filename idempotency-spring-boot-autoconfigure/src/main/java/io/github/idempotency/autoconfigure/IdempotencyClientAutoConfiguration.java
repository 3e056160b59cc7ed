package io.github.idempotency.autoconfigure;

import io.github.idempotency.client.ClientListener;
import io.github.idempotency.client.Destination;
import io.github.idempotency.client.Destinations;
import io.github.idempotency.client.HostPattern;
import io.github.idempotency.client.OutgoingCalls;
import io.github.idempotency.client.RetryBudget;
import io.github.idempotency.client.RetryingFilter;
import io.github.idempotency.client.RetryingInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ClientHttpRequestInterceptor;

/** Auto-configuration of outgoing calls. Clients are touched only where a destination is configured. */
@AutoConfiguration
@ConditionalOnIdempotency
@ConditionalOnBooleanProperty(name = "idempotency.client.enabled", matchIfMissing = true)
@ConditionalOnClass(ClientHttpRequestInterceptor.class)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyClientAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    OutgoingCalls idempotencyOutgoingCalls(IdempotencyProperties properties, ObjectProvider<ClientListener> listeners) {
        ClientProperties client = properties.client();
        return new OutgoingCalls(
                new Destinations(client.destinations().entrySet().stream()
                        .map(IdempotencyClientAutoConfiguration::destination)
                        .toList()),
                client.correlates() ? client.correlation().header() : null,
                listeners.orderedStream().toList());
    }

    private static Destination destination(Map.Entry<String, ClientProperties.Destination> entry) {
        ClientProperties.Destination settings = entry.getValue();
        ClientProperties.Budget budget = settings.budget();
        return new Destination(
                entry.getKey(),
                settings.hosts().stream().map(HostPattern::of).toList(),
                settings.attempts(),
                settings.deadline(),
                settings.backoff().base(),
                settings.backoff().cap(),
                settings.header(),
                settings.dialect(),
                settings.maxKeyLength(),
                settings.mint(),
                new RetryBudget(budget.ratio(), budget.reserve(), budget.window()));
    }

    /** HTTP clients as Spring Boot builds them. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder")
    static class HttpClientsConfiguration {

        @Bean
        static GuardedHttpClients idempotencyGuardedHttpClients(
                ConfigurableListableBeanFactory beans, ObjectProvider<OutgoingCalls> calls, Environment environment) {
            return new GuardedHttpClients(beans, calls::getObject, environment);
        }
    }

    /** Blocking clients. The retries come first in the list, so that all other interceptors run for each attempt. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.restclient.RestClientCustomizer")
    static class BlockingClientsConfiguration {

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        RestClientCustomizer idempotencyRestClientCustomizer(OutgoingCalls calls) {
            return client -> {
                if (!calls.isEmpty()) {
                    client.requestInterceptors(list -> list.add(0, new RetryingInterceptor(calls)));
                }
            };
        }

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        RestTemplateCustomizer idempotencyRestTemplateCustomizer(OutgoingCalls calls) {
            return client -> {
                if (!calls.isEmpty()) {
                    List<ClientHttpRequestInterceptor> list = new ArrayList<>(client.getInterceptors());
                    list.add(0, new RetryingInterceptor(calls));
                    client.setInterceptors(list);
                }
            };
        }
    }

    /** The reactive client. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.webclient.WebClientCustomizer",
                "org.springframework.web.reactive.function.client.ExchangeFilterFunction"
            })
    static class ReactiveClientConfiguration {

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        WebClientCustomizer idempotencyWebClientCustomizer(OutgoingCalls calls) {
            return client -> {
                if (!calls.isEmpty()) {
                    client.filters(list -> list.add(0, new RetryingFilter(calls)));
                }
            };
        }
    }
}
