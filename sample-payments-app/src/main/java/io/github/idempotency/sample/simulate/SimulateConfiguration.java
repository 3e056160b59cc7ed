package io.github.idempotency.sample.simulate;

import io.github.idempotency.Idempotent;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.web.servlet.HandlerExceptionResolver;

@Configuration(proxyBeanMethods = false)
class SimulateConfiguration {

    private static final int OUTSIDE_ALL_OTHERS = -1000;

    @Bean
    FilterRegistrationBean<SimulateFilter> simulateFilter(
            @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        FilterRegistrationBean<SimulateFilter> filter = new FilterRegistrationBean<>(new SimulateFilter(problems));
        filter.setOrder(OUTSIDE_ALL_OTHERS);
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        return filter;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionValve() {
        return tomcat -> tomcat.addEngineValves(new ConnectionValve());
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor simulateAdvisor() {
        return new DefaultPointcutAdvisor(
                AnnotationMatchingPointcut.forMethodAnnotation(Idempotent.class), new SimulateInterceptor());
    }

    /** Passes the wish for a time-out on to the provider. */
    @Bean
    RestClientCustomizer providerTimeoutCustomizer() {
        return client -> client.requestInterceptor((request, body, execution) -> {
            if (Simulation.current().providerTimeout()) {
                request.getHeaders().add(Simulation.HEADER, Simulation.PROVIDER_TIMEOUT);
            }
            return execution.execute(request, body);
        });
    }
}
