package io.github.idempotency.autoconfigure;

import io.github.idempotency.IdempotencyRecovery;
import io.github.idempotency.Idempotent;
import io.github.idempotency.StepCompensation;
import io.github.idempotency.autoconfigure.IdempotencyProperties.TenantSource;
import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.ClientVersions;
import io.github.idempotency.core.CompositeListener;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.KeyParser;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.StepObserver;
import io.github.idempotency.core.StepResults;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.core.policy.UnknownOperationsException;
import io.github.idempotency.web.CompensationBeans;
import io.github.idempotency.web.HandlerTransactions;
import io.github.idempotency.web.IdempotencyFilter;
import io.github.idempotency.web.IdempotencyWebMvc;
import io.github.idempotency.web.IdempotentOperations;
import io.github.idempotency.web.IdempotentRoutes;
import io.github.idempotency.web.InboundCallFilter;
import io.github.idempotency.web.RecoveredResponses;
import io.github.idempotency.web.TenantResolver;
import io.github.idempotency.web.TenantResolvers;
import io.github.idempotency.web.Throttle;
import io.github.idempotency.web.WebSettings;
import io.github.idempotency.web.security.ClaimTenantResolver;
import io.github.idempotency.web.security.HandlerGateProcessor;
import io.github.idempotency.web.security.HandlerGates;
import io.github.idempotency.web.security.PrincipalTenantResolver;
import io.github.idempotency.web.transaction.DeclaredTransactions;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Auto-configuration of the way of a request through Spring MVC. */
@AutoConfiguration(after = IdempotencyAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean(IdempotencyEngine.class)
@ImportRuntimeHints(WebRuntimeHints.class)
public final class IdempotencyWebMvcAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    IdempotentOperations idempotentOperations(
            DefaultPolicyResolver policies,
            IdempotencyEngine engine,
            ObjectProvider<HandlerTransactions> transactions) {
        return new IdempotentOperations(
                policies, engine.supportsAtomic(), transactions.getIfAvailable(() -> HandlerTransactions.NONE));
    }

    @Bean
    IdempotencyWebMvc idempotencyWebMvc(
            IdempotencyEngine engine,
            IdempotentOperations operations,
            IdempotencyProperties properties,
            Environment environment,
            ObjectProvider<TenantResolver> tenants,
            ObjectProvider<IdempotencyListener> listeners,
            ObjectProvider<StepObserver> observer,
            ObjectProvider<HandlerExceptionResolver> exceptionResolvers,
            HandlerGates gates) {
        IdempotencyProperties.Web web = properties.web();
        WebSettings settings = new WebSettings(
                properties.key().header(),
                properties.clientVersion().header(),
                properties.clientVersion().syntheticHeader(),
                web.problemTypeBase(),
                web.keyReusedStatus(),
                absoluteRedirects(environment),
                web.maxHeldResponse().toBytes(),
                web.excludedHeaders());
        return new IdempotencyWebMvc(
                engine,
                operations,
                properties.rollout(),
                settings,
                Throttle.perSecond(
                        properties.throttle().refusalsPerSecond(),
                        properties.throttle().maxHeld()),
                new KeyParser(
                        properties.key().header(),
                        properties.key().format(),
                        properties.key().minLength(),
                        properties.key().maxLength(),
                        properties.key().pattern()),
                tenantResolver(properties.tenant(), tenants.getIfAvailable()),
                new ClientVersions(properties.clientVersion().maxValues()),
                new CompositeListener(listeners.orderedStream().toList()),
                observer.getIfAvailable(() -> StepObserver.NONE),
                gates::isGated,
                () -> exceptionResolvers.orderedStream().toList());
    }

    /** What Boot sets up: an embedded Tomcat makes locations absolute unless told otherwise, Jetty does not. */
    private static boolean absoluteRedirects(Environment environment) {
        boolean tomcat = ClassUtils.isPresent(
                "org.apache.catalina.startup.Tomcat", IdempotencyWebMvcAutoConfiguration.class.getClassLoader());
        return tomcat && !environment.getProperty("server.tomcat.use-relative-redirects", Boolean.class, false);
    }

    private static TenantResolver tenantResolver(
            IdempotencyProperties.Tenant tenant, @Nullable TenantResolver ofApplication) {
        TenantResolver resolver = ofApplication != null ? ofApplication : configuredResolver(tenant);
        return tenant.includeHost() ? TenantResolvers.withHost(resolver) : resolver;
    }

    private static TenantResolver configuredResolver(IdempotencyProperties.Tenant tenant) {
        return switch (tenant.source()) {
            case PRINCIPAL -> principals(tenant);
            case HEADER -> TenantResolvers.header(String.valueOf(tenant.header()), tenant.defaultName());
            case NONE -> TenantResolvers.none();
            case CLAIM ->
                throw new IllegalStateException(
                        "idempotency.tenant.source=" + TenantSource.CLAIM
                                + " needs org.springframework.security:spring-security-oauth2-resource-server on the class path");
        };
    }

    private static TenantResolver principals(IdempotencyProperties.Tenant tenant) {
        boolean security = ClassUtils.isPresent(
                "org.springframework.security.core.Authentication",
                IdempotencyWebMvcAutoConfiguration.class.getClassLoader());
        return security && tenant.byMechanism() ? new PrincipalTenantResolver() : TenantResolvers.principal();
    }

    @Bean
    IdempotentRoutes idempotentRoutes(IdempotencyWebMvc webMvc) {
        return webMvc.routes();
    }

    @Bean
    HandlerExceptionResolver idempotencyExceptionResolver(IdempotencyWebMvc webMvc) {
        return webMvc.exceptionResolver();
    }

    /**
     * Next to the dispatcher, whatever filters the application has: a container calls filters that are mapped to the name of a
     * servlet after those that are mapped to URL patterns, and filters that match after others last (Servlet 6.1, 6.2.4).
     */
    @Bean
    HandlerExceptionResolver idempotencyUnansweredCallResolver(IdempotencyWebMvc webMvc) {
        return webMvc.unansweredCallResolver();
    }

    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(
            IdempotencyWebMvc webMvc,
            ObjectProvider<ServletRegistrationBean<?>> servlets,
            ListableBeanFactory beanFactory) {
        FilterRegistrationBean<IdempotencyFilter> registration = new FilterRegistrationBean<>(webMvc.filter());
        registration.setName("idempotencyFilter");
        registration.setServletNames(DispatcherServletNames.of(beanFactory, servlets));
        registration.setMatchAfter(true);
        registration.setOrder(Ordered.LOWEST_PRECEDENCE);
        registration.setDispatcherTypes(
                DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR);
        registration.setAsyncSupported(true);
        return registration;
    }

    @Bean
    @Lazy(false)
    FilterPlaceCheck idempotencyFilterPlaceCheck(
            ServletContext servletContext,
            FilterRegistrationBean<IdempotencyFilter> idempotencyFilter,
            ObjectProvider<AbstractFilterRegistrationBean<?>> filters) {
        return new FilterPlaceCheck(
                servletContext, idempotencyFilter, filters.stream().toList());
    }

    @Bean
    ServletListenerRegistrationBean<IdempotencyFilter> idempotencyRequestListener(IdempotencyWebMvc webMvc) {
        return new ServletListenerRegistrationBean<>(webMvc.filter());
    }

    @Bean
    RecoveredResponses idempotencyRecoveredResponses(
            ObjectProvider<IdempotencyRecovery<?>> recoveries, ObjectProvider<RequestMappingHandlerAdapter> adapters) {
        return new RecoveredResponses(
                recoveries.orderedStream().toList(),
                () -> adapters.orderedStream()
                        .flatMap(adapter -> adapter.getMessageConverters().stream())
                        .toList());
    }

    @Bean
    CompensationBeans idempotencyCompensationBeans(
            ObjectProvider<StepCompensation<?>> compensations, ObjectProvider<StepResults> results) {
        return new CompensationBeans(
                compensations.orderedStream().toList(), () -> results.getIfAvailable(() -> StepResults.UNAVAILABLE));
    }

    /** Has whatever is wrong with an operation show at start. */
    @Bean
    @Lazy(false)
    SmartInitializingSingleton idempotentOperationsCheck(
            IdempotentOperations operations,
            DefaultPolicyResolver policies,
            RecoveredResponses recoveries,
            CompensationBeans compensations,
            IdempotencyProperties properties,
            IdempotencyWebMvc webMvc,
            ApplicationContext context) {
        return () -> {
            ProtectionCheck protection = new ProtectionCheck(context, webMvc, operations);
            protection.register();
            protection.prove();
            Set<String> known =
                    operations.operations().stream().map(Operation::name).collect(Collectors.toSet());
            Set<String> unknown = policies.unknownEndpoints(known);
            if (!unknown.isEmpty()) {
                throw new UnknownOperationsException(unknown, known);
            }
            requireKnown("an IdempotencyRecovery", recoveries.operations(), known);
            requireKnown("a StepCompensation", compensations.operations(), known);
            requireKnown(
                    "a rate under idempotency.rate-limit.endpoints",
                    properties.rateLimit().endpoints().keySet(),
                    known);
            requireKnown(
                    "a quota under idempotency.quota.endpoints",
                    properties.quota().endpoints().keySet(),
                    known);
        };
    }

    private static void requireKnown(String what, Set<String> operations, Set<String> known) {
        for (String operation : operations) {
            if (!known.contains(operation)) {
                throw new InvalidPolicyException(
                        "There is " + what + " for operation '" + operation + "', which does not exist.",
                        "Known operations: " + new TreeSet<>(known) + '.');
            }
        }
    }

    /** What requests say of the call chain they are part of. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.slf4j.MDC")
    static class InboundCallConfiguration {

        /** After the filter that opens the observation of a request, before all others, whose logs gain from it. */
        @Bean
        FilterRegistrationBean<InboundCallFilter> idempotencyInboundCallFilter(IdempotencyProperties properties) {
            ClientProperties.Correlation correlation = properties.client().correlation();
            FilterRegistrationBean<InboundCallFilter> registration = new FilterRegistrationBean<>(new InboundCallFilter(
                    correlation.header(),
                    correlation.mdcKey(),
                    properties.client().correlates()));
            registration.setName("idempotencyInboundCallFilter");
            registration.setEnabled(correlation.isNoted());
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
            registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
            registration.setAsyncSupported(true);
            return registration;
        }
    }

    /** What handlers declare of their transactions. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(TransactionAttributeSource.class)
    static class DeclaredTransactionsConfiguration {

        @Bean
        @ConditionalOnMissingBean
        HandlerTransactions idempotencyHandlerTransactions(
                IdempotencyStore store,
                ObjectProvider<TransactionAttributeSource> attributes,
                ConfigurableBeanFactory beanFactory) {
            return store instanceof AtomicStore atomicStore
                    ? new DeclaredTransactions(
                            attributes.getIfUnique(() -> annotations(beanFactory)), atomicStore, beanFactory)
                    : HandlerTransactions.NONE;
        }

        /** Where AspectJ weaves transactions, the one that reads the annotations is no bean. */
        private static TransactionAttributeSource annotations(ConfigurableBeanFactory beanFactory) {
            AnnotationTransactionAttributeSource annotations = new AnnotationTransactionAttributeSource(false);
            annotations.setEmbeddedValueResolver(new EmbeddedValueResolver(beanFactory));
            return annotations;
        }
    }

    /** Replays behind the advice that guards handlers. */
    @Configuration(proxyBeanMethods = false)
    static class HandlerGateConfiguration {

        @Bean
        static HandlerGateProcessor idempotencyHandlerGateProcessor() {
            return new HandlerGateProcessor();
        }

        @Bean
        HandlerGates idempotencyHandlerGates(BeanFactory beans) {
            return new HandlerGates(beans);
        }

        /** Has advice that replays would not pass show at start. */
        @Bean
        @Lazy(false)
        SmartInitializingSingleton idempotencyHandlerGatesCheck(
                HandlerGates gates, ObjectProvider<RequestMappingHandlerMapping> mappings) {
            return () -> mappings.stream()
                    .flatMap(mapping -> mapping.getHandlerMethods().values().stream())
                    .filter(handler -> AnnotatedElementUtils.hasAnnotation(handler.getMethod(), Idempotent.class))
                    .forEach(gates::check);
        }
    }

    /** The tenant of an access token. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = "org.springframework.security.oauth2.server.resource.authentication"
                    + ".AbstractOAuth2TokenAuthenticationToken")
    @ConditionalOnProperty(name = "idempotency.tenant.source", havingValue = "claim")
    static class ClaimTenantConfiguration {

        @Bean
        @ConditionalOnMissingBean
        TenantResolver idempotencyClaimTenantResolver(IdempotencyProperties properties) {
            IdempotencyProperties.Tenant tenant = properties.tenant();
            return new ClaimTenantResolver(String.valueOf(tenant.claim()), principals(tenant));
        }
    }
}
