package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.idempotency.Idempotent;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.governance.Classification;
import io.github.idempotency.governance.MutationEndpoint;
import io.github.idempotency.governance.MutationEndpointInventory;
import io.github.idempotency.web.IdempotentOperations;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.interceptor.SimpleTraceInterceptor;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.stereotype.Controller;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class ProtectionCheckTests {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    IdempotencyMemoryStoreAutoConfiguration.class,
                    IdempotencyAutoConfiguration.class,
                    IdempotencyWebMvcAutoConfiguration.class,
                    IdempotencyGovernanceAutoConfiguration.class))
            .withPropertyValues("idempotency.store.type=memory");

    private void assertRefused(WebApplicationContextRunner hosts, String... saying) {
        hosts.run(context -> {
            assertThat(context).hasFailed();
            assertThat(StartUpAnalysis.of(context.getStartupFailure()))
                    .contains("@Idempotent has no effect", "Move @Idempotent to the handler method")
                    .contains(saying);
        });
    }

    private void assertServed(WebApplicationContextRunner hosts, String... operations) {
        hosts.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(IdempotentOperations.class).operations())
                    .extracting(Operation::name)
                    .containsExactly(operations);
        });
    }

    @Test
    void refusesAnIdempotentServiceMethodAndNamesItsBean() {
        assertRefused(
                runner.withBean("payments", PaymentService.class),
                PaymentService.class.getName() + "#pay(String) of bean 'payments': it is not a handler method");
    }

    @Test
    void refusesItWhileAllBeansAreLazyAndCreatesNone() {
        PaymentService.created = false;
        assertRefused(
                runner.withInitializer(context ->
                                context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                        .withUserConfiguration(PaymentService.class, ServedByItself.class),
                "PaymentService#pay(String)");
        assertThat(PaymentService.created).isFalse();
    }

    @Test
    void refusesItThroughProxiesThatShowAnInterfaceOnly() {
        assertRefused(
                runner.withBean("payments", PaymentService.class).withUserConfiguration(InterfaceProxies.class),
                "PaymentService#pay(String) of bean 'payments'");
    }

    @Test
    void refusesWhatIsInheritedFinalOrDeclaredByAnInterface() {
        assertRefused(runner.withBean(InheritingService.class), "InheritingService#pay(String)");
        assertRefused(runner.withBean(FinalService.class), "FinalService#pay()");
        assertRefused(runner.withBean(ImplementingService.class), "ImplementingService#create(String)");
    }

    @Test
    void refusesMethodsOfControllersThatNothingMaps() {
        assertRefused(runner.withBean(Unmapped.class), "Unmapped#pay()", "it has no @PostMapping or the like");
        assertRefused(runner.withBean(NoController.class), "NoController#pay()", "is not a @Controller");
    }

    @Test
    void refusesHandlersOfMappingsThatAreWithoutTheInterceptors() {
        assertRefused(
                runner.withUserConfiguration(HandMadeMapping.class),
                "Plain#pay() of bean 'plain': it is mapped by bean 'handMade'");
    }

    @Test
    void refusesAMethodOfABeanOfAParentContext() {
        new WebApplicationContextRunner()
                .withBean("parental", PaymentService.class)
                .run(parent ->
                        assertRefused(runner.withParent(parent), "PaymentService#pay(String) of bean 'parental'"));
    }

    @Test
    void createsNeitherLazyBeansNorProductsOfFactories() {
        LazyPart.created = false;
        runner.withUserConfiguration(ServedByItself.class, LazyPart.class, Factory.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(LazyPart.created).isFalse();
                    assertThat(Factory.created).isFalse();
                });
    }

    @Test
    void knowsHandlersHoweverTheyAreAnnotatedScopedAndMapped() {
        assertServed(runner.withUserConfiguration(ServedByItself.class), "own");
        assertServed(runner.withUserConfiguration(InheritingController.class), "inherited");
        assertServed(runner.withUserConfiguration(ScopedController.class), "scoped");
        assertServed(runner.withUserConfiguration(InterfaceScopedController.class), "declared");
        assertServed(runner.withUserConfiguration(MappedByHand.class), "by-hand");
    }

    @ParameterizedTest
    @ValueSource(classes = {ExchangeController.class, ProxiedExchangeController.class})
    void servesAnHttpExchangeInterfaceAndTakesStockOfIt(Class<?> controller) {
        runner.withUserConfiguration(controller).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(MutationEndpointInventory.class).endpoints())
                    .extracting(MutationEndpoint::mapping, MutationEndpoint::classification)
                    .containsExactly(tuple("POST /exchange", Classification.IDEMPOTENT));
        });
    }

    @Test
    void leavesClientsOfAnotherServiceAlone() {
        assertServed(runner.withUserConfiguration(ExchangeClient.class));
    }

    @Service
    static class PaymentService implements Callable<String> {

        static boolean created;

        PaymentService() {
            created = true;
        }

        @Idempotent("pay")
        public void pay(String account) {}

        @Override
        public String call() {
            return "";
        }
    }

    static class InterfaceProxies {

        @Bean
        static BeanNameAutoProxyCreator proxies() {
            BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
            creator.setBeanNames("payments");
            creator.setInterceptorNames("tracing");
            return creator;
        }

        @Bean
        SimpleTraceInterceptor tracing() {
            return new SimpleTraceInterceptor();
        }
    }

    static class InheritingService extends PaymentService {

        @Override
        public void pay(String account) {}
    }

    static final class FinalService {

        @Idempotent("final")
        void pay() {}
    }

    interface Creation<T> {

        @PostMapping("/declared")
        @Idempotent("declared")
        String create(@RequestBody T body);
    }

    static class ImplementingService implements Creation<String> {

        @Override
        public String create(String body) {
            return body;
        }
    }

    @Controller
    static class Unmapped {

        @Idempotent("unmapped")
        void pay() {}
    }

    static class NoController {

        @PostMapping("/pay")
        @Idempotent("no-controller")
        void pay() {}
    }

    static class Plain {

        @Idempotent("plain")
        public void pay() {}
    }

    static class HandMadeMapping {

        @Bean
        Plain plain() {
            return new Plain();
        }

        @Bean
        RequestMappingHandlerMapping handMade(Plain plain) throws NoSuchMethodException {
            RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping() {
                @Override
                protected boolean isHandler(Class<?> type) {
                    return false;
                }
            };
            mapping.registerMapping(RequestMappingInfo.paths("/plain").build(), plain, Plain.class.getMethod("pay"));
            return mapping;
        }
    }

    @Lazy
    @Service
    static class LazyPart {

        static boolean created;

        LazyPart() {
            created = true;
        }
    }

    @Lazy
    @Service
    static class Factory implements FactoryBean<Object> {

        static boolean created;

        @Override
        public Object getObject() {
            created = true;
            return new Plain();
        }

        @Override
        public Class<?> getObjectType() {
            return Object.class;
        }
    }

    @RestController
    static final class ServedByItself {

        @PostMapping("/own")
        @Idempotent("own")
        String pay() {
            return "";
        }
    }

    abstract static class Base<T> {

        @PostMapping("/inherited")
        @Idempotent("inherited")
        public String create(@RequestBody T body) {
            return "";
        }
    }

    @RestController
    static class InheritingController extends Base<String> {

        @Override
        public String create(String body) {
            return body;
        }
    }

    @RestController
    @RequestScope
    static class ScopedController {

        @PostMapping("/scoped")
        @Idempotent("scoped")
        public String create() {
            return "";
        }
    }

    @Controller
    interface Declared extends Creation<String> {}

    @Scope(scopeName = "request", proxyMode = ScopedProxyMode.INTERFACES)
    @Controller
    static class InterfaceScopedController implements Declared {

        @Override
        public String create(String body) {
            return body;
        }
    }

    static class MappedByHand {

        @Bean
        ByHand byHand(RequestMappingHandlerMapping requestMappingHandlerMapping) throws NoSuchMethodException {
            ByHand handler = new ByHand();
            requestMappingHandlerMapping.registerMapping(
                    RequestMappingInfo.paths("/by-hand").build(), handler, ByHand.class.getMethod("pay"));
            return handler;
        }
    }

    static class ByHand {

        @Idempotent("by-hand")
        public void pay() {}
    }

    interface Exchanges {

        @PostExchange("/exchange")
        @Idempotent("exchange")
        String create(@RequestBody String body);
    }

    @RestController
    static class ExchangeController implements Exchanges {

        @Override
        public String create(String body) {
            return body;
        }
    }

    @RestController
    interface ProxiedExchanges extends Exchanges {}

    static class ProxiedExchangeController {

        @Bean
        ProxiedExchanges exchanges() {
            ProxiedExchanges target = body -> body;
            return ProxyFactory.getProxy(ProxiedExchanges.class, new SingletonTargetSource(target));
        }
    }

    static class ExchangeClient {

        @Bean
        Exchanges client() {
            return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(RestClient.create("http://localhost")))
                    .build()
                    .createClient(Exchanges.class);
        }
    }
}
