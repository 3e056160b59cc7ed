package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.TestApplication;
import jakarta.persistence.EntityManagerFactory;
import java.net.http.HttpResponse;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** {@code idempotency.auto-configure=false}, in an application with everything on board. */
@ExtendWith(OutputCaptureExtension.class)
class SwitchedOffTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final CodeSource LIBRARY =
            IdempotencyFilter.class.getProtectionDomain().getCodeSource();

    private static Host start(String autoConfigure, Class<?>... further) {
        List<Class<?>> sources = new ArrayList<>(List.of(further));
        sources.add(TestApplication.class);
        return Host.start(
                DATABASE,
                sources,
                "spring.flyway.locations=classpath:db/testapp",
                "management.endpoints.web.exposure.include=*",
                "idempotency.auto-configure=" + autoConfigure);
    }

    @Test
    void nothingOfTheLibraryIsLeft() throws Exception {
        Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
        try (Host host = start("false")) {
            host.http.post("/orders", "{}", "Idempotency-Key", newKey());

            assertThat(traces(host)).isEmpty();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !threadsBefore.contains(thread))
                    .extracting(Thread::getName)
                    .isNotEmpty()
                    .noneMatch(name -> name.startsWith("idempotency"));
            assertThat(host.context
                            .getBean(JdbcTemplate.class)
                            .queryForObject("SELECT to_regclass('idempotency_record') IS NULL", Boolean.class))
                    .isTrue();
        }
    }

    /** Else the test above could not fail. */
    @Test
    void switchedOnTheTracesAreFound() throws Exception {
        TestDatabase another = PostgresServer.createDatabase();
        try (Host host =
                Host.start(another, List.of(TestApplication.class), "spring.flyway.locations=classpath:db/testapp")) {
            assertThat(traces(host))
                    .contains(
                            "bean idempotencyFilter",
                            "bean idempotencyPurge",
                            "post-processor HandlerGateProcessor",
                            "filter idempotencyFilter",
                            "interceptor ClaimInterceptor",
                            "resolver ExecutionArgumentResolver",
                            "entity IdempotencyRecord");
        }
    }

    @Test
    void annotatedHandlersRunLikeAnyOther() {
        try (Host host = start("false")) {
            int before = OrderHandlers.RUNS.get();
            String key = newKey();
            for (String path : List.of("/orders", "/orders", "/atomic/deposit?account=off")) {
                HttpResponse<byte[]> answer = host.http.post(path, "{}", "Idempotency-Key", key);
                assertThat(answer.statusCode()).isEqualTo(201);
                assertThat(answer.headers().map()).doesNotContainKeys("idempotent-replayed", "idempotency-status");
            }
            assertThat(host.http.post("/orders", "{}").statusCode()).isEqualTo(201);
            assertThat(host.http
                            .post("/orders", "{}", "Idempotency-Key", "not, one")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(OrderHandlers.RUNS).hasValue(before + 5);
        }
    }

    /** Without a key of the library's a derived key would be worth nothing: rather no run than one that looks protected. */
    @Test
    void handlersThatAskForTheExecutionDoNotRunAndTheLogNamesIt(CapturedOutput output) {
        try (Host host = start("false")) {
            int before = OrderHandlers.EXECUTIONS.get();
            HttpResponse<byte[]> answer = host.http.post("/execution", "{}", "Idempotency-Key", newKey());

            assertThat(answer.statusCode()).isEqualTo(500);
            if (SpringBootVersion.getVersion().startsWith("4.0.")) {
                // Spring Data 4.0 makes up a proxy for any interface that nobody else resolves; its values are null.
                assertThat(OrderHandlers.EXECUTIONS).hasValue(before + 1);
                return;
            }
            assertThat(OrderHandlers.EXECUTIONS).hasValue(before);
            assertThat(output)
                    .contains(
                            "No primary or single unique constructor found for interface io.github.idempotency.IdempotentExecution");
        }
    }

    @Test
    void theApplicationMayResolveTheExecutionItself() {
        try (Host host = start("false", ResolverOfItsOwn.class)) {
            HttpResponse<byte[]> answer = host.http.post("/execution", "{}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(HttpCalls.text(answer)).contains("\"key\":\"mine\"", "\"protected\":false");
        }
    }

    private static List<String> traces(Host host) throws Exception {
        List<String> traces = new ArrayList<>();
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) host.context.getBeanFactory();
        for (String name : beans.getBeanDefinitionNames()) {
            // Registrations of filters and listeners are of Boot's types, what they register is ours.
            if (isOurs(beans.getType(name))
                    || name.toLowerCase(java.util.Locale.ROOT).startsWith("idempoten")) {
                traces.add("bean " + name);
            }
        }
        Stream.of(beans.getSingletonNames())
                .filter(name -> isOurs(beans.getSingleton(name)))
                .forEach(name -> traces.add("singleton " + name));
        beans.getBeanPostProcessors().stream()
                .filter(SwitchedOffTests::isOurs)
                .forEach(processor ->
                        traces.add("post-processor " + processor.getClass().getSimpleName()));
        host.context.getApplicationListeners().stream()
                .filter(SwitchedOffTests::isOurs)
                .forEach(listener -> traces.add("listener " + listener));
        host.context.getServletContext().getFilterRegistrations().forEach((name, filter) -> {
            if (filter.getClassName().startsWith(IdempotencyFilter.class.getName())) {
                traces.add("filter " + name);
            }
        });
        HandlerExecutionChain chain = host.context
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandler(ordersRequest());
        chain.getInterceptorList().stream()
                .filter(SwitchedOffTests::isOurs)
                .forEach(interceptor ->
                        traces.add("interceptor " + interceptor.getClass().getSimpleName()));
        host
                .context
                .getBean("requestMappingHandlerAdapter", RequestMappingHandlerAdapter.class)
                .getArgumentResolvers()
                .stream()
                .filter(SwitchedOffTests::isOurs)
                .forEach(
                        resolver -> traces.add("resolver " + resolver.getClass().getSimpleName()));
        host.context.getBean(EntityManagerFactory.class).getMetamodel().getEntities().stream()
                .filter(entity -> isOurs(entity.getJavaType()))
                .forEach(entity -> traces.add("entity " + entity.getName()));
        return traces;
    }

    private static MockHttpServletRequest ordersRequest() {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/orders");
        org.springframework.web.util.ServletRequestPathUtils.parseAndCache(request);
        return request;
    }

    private static boolean isOurs(Object object) {
        return object != null && isOurs(object.getClass());
    }

    private static boolean isOurs(Class<?> type) {
        return type != null && LIBRARY.equals(type.getProtectionDomain().getCodeSource());
    }

    @Configuration(proxyBeanMethods = false)
    static class ResolverOfItsOwn implements WebMvcConfigurer {

        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
            resolvers.add(new HandlerMethodArgumentResolver() {
                @Override
                public boolean supportsParameter(MethodParameter parameter) {
                    return IdempotentExecution.class.equals(parameter.getParameterType());
                }

                @Override
                public Object resolveArgument(
                        MethodParameter parameter,
                        ModelAndViewContainer container,
                        NativeWebRequest request,
                        WebDataBinderFactory binderFactory) {
                    return new Unprotected();
                }
            });
        }
    }

    private static final class Unprotected implements IdempotentExecution {

        @Override
        public String key() {
            return "mine";
        }

        @Override
        public String tenant() {
            return "";
        }

        @Override
        public String operation() {
            return "mine";
        }

        @Override
        public boolean isProtected() {
            return false;
        }

        @Override
        public long fence() {
            return 0;
        }

        @Override
        public String derivedKey(String step) {
            return step;
        }
    }
}
