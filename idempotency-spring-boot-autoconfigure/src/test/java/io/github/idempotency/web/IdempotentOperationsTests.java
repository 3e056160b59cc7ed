package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.NotIdempotent;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.InvalidPolicyException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.http.HttpEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

class IdempotentOperationsTests {

    private static final RequestMethod[] ALL = {};

    private final IdempotentOperations operations =
            new IdempotentOperations(new DefaultPolicyResolver(Map.of(), Map.of()), true);

    private void register(Object handlers, String method, RequestMethod... methods) {
        Map<RequestMappingInfo, HandlerMethod> mapped = new LinkedHashMap<>();
        mapped.put(RequestMappingInfo.paths("/" + method).methods(methods).build(), handler(handlers, method));
        operations.register(mapped);
    }

    private static HandlerMethod handler(Object handlers, String method) {
        return Stream.of(handlers.getClass().getMethods())
                .filter(candidate -> candidate.getName().equals(method) && !candidate.isBridge())
                .map(candidate -> new HandlerMethod(handlers, candidate))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "object",
                "variable",
                "boundedVariable",
                "deferredByWildcard",
                "future",
                "callable",
                "aware",
                "entityOfFuture"
            })
    void refuseAtomicExecutionOfHandlersThatMayTurnOutAsynchronous(String method) {
        assertThatThrownBy(() -> register(new Atomic<>(), method, RequestMethod.POST))
                .isInstanceOfSatisfying(
                        InvalidPolicyException.class,
                        e -> assertThat(e.remedy()).contains("LEASE"))
                .hasMessageContaining("Atomic#" + method)
                .hasMessageContaining("ATOMIC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "text",
                "payment",
                "entity",
                "entityOfAnything",
                "entityOfObject",
                "httpEntity",
                "modelAndView",
                "map",
                "inherited"
            })
    void allowAtomicExecutionOfHandlersThatCannotBeAsynchronous(String method) {
        assertThatCode(() -> register(new PaymentHandlers(), method, RequestMethod.POST))
                .doesNotThrowAnyException();
    }

    @Test
    void allowLeasedExecutionOfHandlersThatMayTurnOutAsynchronous() {
        register(new Leased(), "object", RequestMethod.POST);
        assertThat(operations.operations()).hasSize(1);
    }

    @Test
    void refuseAtomicExecutionOfSuspendFunctions(@TempDir Path classes) throws Exception {
        try (URLClassLoader kotlin =
                compile(classes, "package kotlin.coroutines; public interface Continuation<T> {}", """
                package coroutines;
                import io.github.idempotency.*;
                public class Suspending {
                    @Idempotent(value = "atomic", execution = ExecutionMode.ATOMIC)
                    public Object atomic(kotlin.coroutines.Continuation<? super String> continuation) { return ""; }
                    @Idempotent("leased")
                    public Object leased(kotlin.coroutines.Continuation<? super String> continuation) { return ""; }
                    @Idempotent("streaming")
                    public Object streaming(kotlin.coroutines.Continuation<? super reactor.core.publisher.Flux<String>> c) {
                        return "";
                    }
                }""")) {
            Object handlers =
                    kotlin.loadClass("coroutines.Suspending").getConstructor().newInstance();
            assertThatThrownBy(() -> register(handlers, "atomic", RequestMethod.POST))
                    .isInstanceOf(InvalidPolicyException.class)
                    .hasMessageContaining("suspend function");
            assertThatThrownBy(() -> register(handlers, "streaming", RequestMethod.POST))
                    .isInstanceOf(InvalidPolicyException.class)
                    .hasMessageContaining("Flux");
            register(handlers, "leased", RequestMethod.POST);
        }
    }

    /** Kotlin is not on the class path, and would change what Spring does if it were. */
    private static URLClassLoader compile(Path directory, String... sources) throws IOException {
        Path continuation = Files.writeString(directory.resolve("Continuation.java"), sources[0]);
        Path handlers = Files.writeString(directory.resolve("Suspending.java"), sources[1]);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        directory.toString(),
                        continuation.toString(),
                        handlers.toString());
        assertThat(result).isZero();
        return new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, IdempotentOperationsTests.class.getClassLoader());
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "search"})
    void refuseIdempotentHandlersThatServeSafeMethodsOnly(String method) {
        assertThatThrownBy(() -> register(new Safe(), method, RequestMethod.GET, RequestMethod.HEAD))
                .isInstanceOfSatisfying(
                        InvalidPolicyException.class,
                        e -> assertThat(e.remedy()).contains("Remove @Idempotent"))
                .hasMessageContaining("Safe#" + method)
                .hasMessageContaining("GET");
    }

    @Test
    void leaveTheSafeMethodsOfAHandlerAloneThatServesOthersToo() {
        register(new Safe(), "read", RequestMethod.GET, RequestMethod.POST);
        register(new Safe(), "search", ALL);
        HandlerMethod handler = handler(new Atomic<>(), "nothing");
        operations.register(Map.of(
                RequestMappingInfo.paths("/a").methods(RequestMethod.GET).build(), handler,
                RequestMappingInfo.paths("/b").methods(RequestMethod.POST).build(), handler));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exempt", "unannotated", "unannotatedRead"})
    void refuseAnExecutionParameterOfAHandlerThatHasNoExecution(String method) {
        RequestMethod served = method.endsWith("Read") ? RequestMethod.GET : RequestMethod.POST;
        assertThatThrownBy(() -> register(new Executions(), method, served))
                .isInstanceOfSatisfying(
                        InvalidPolicyException.class,
                        e -> assertThat(e.remedy()).contains("@Idempotent", "IdempotentExecution"))
                .hasMessageContaining("Executions#" + method)
                .hasMessageContaining("IdempotentExecution");
    }

    record Payment(String id) {}

    static class Atomic<T> {

        @Idempotent(value = "object", execution = ExecutionMode.ATOMIC)
        public Object object() {
            return "";
        }

        @Idempotent(value = "variable", execution = ExecutionMode.ATOMIC)
        public T variable() {
            throw new UnsupportedOperationException();
        }

        @Idempotent(value = "bounded-variable", execution = ExecutionMode.ATOMIC)
        public <C extends Callable<String>> C boundedVariable() {
            throw new UnsupportedOperationException();
        }

        @Idempotent(value = "deferred-by-wildcard", execution = ExecutionMode.ATOMIC)
        public CompletableFuture<?> deferredByWildcard() {
            throw new UnsupportedOperationException();
        }

        @Idempotent(value = "future", execution = ExecutionMode.ATOMIC)
        public CompletableFuture<String> future() {
            throw new UnsupportedOperationException();
        }

        @Idempotent(value = "callable", execution = ExecutionMode.ATOMIC)
        public Callable<String> callable() {
            throw new UnsupportedOperationException();
        }

        @Idempotent(value = "aware", execution = ExecutionMode.ATOMIC)
        public BeanFactoryAware aware() {
            throw new UnsupportedOperationException();
        }

        @Idempotent(value = "entity-of-future", execution = ExecutionMode.ATOMIC)
        public ResponseEntity<CompletableFuture<String>> entityOfFuture() {
            throw new UnsupportedOperationException();
        }

        @Idempotent(value = "nothing", execution = ExecutionMode.ATOMIC)
        public void nothing() {}

        @Idempotent(value = "inherited", execution = ExecutionMode.ATOMIC)
        public T inherited() {
            throw new UnsupportedOperationException();
        }
    }

    static class PaymentHandlers extends Atomic<Payment> {

        @Idempotent(value = "text", execution = ExecutionMode.ATOMIC)
        public String text() {
            return "";
        }

        @Idempotent(value = "payment", execution = ExecutionMode.ATOMIC)
        public Payment payment() {
            return new Payment("");
        }

        @Idempotent(value = "entity", execution = ExecutionMode.ATOMIC)
        public ResponseEntity<Payment> entity() {
            return ResponseEntity.noContent().build();
        }

        @Idempotent(value = "entity-of-anything", execution = ExecutionMode.ATOMIC)
        public ResponseEntity<?> entityOfAnything() {
            return ResponseEntity.noContent().build();
        }

        @Idempotent(value = "entity-of-object", execution = ExecutionMode.ATOMIC)
        public ResponseEntity<Object> entityOfObject() {
            return ResponseEntity.noContent().build();
        }

        @Idempotent(value = "http-entity", execution = ExecutionMode.ATOMIC)
        public HttpEntity<?> httpEntity() {
            return HttpEntity.EMPTY;
        }

        @Idempotent(value = "model-and-view", execution = ExecutionMode.ATOMIC)
        public ModelAndView modelAndView() {
            return new ModelAndView();
        }

        @Idempotent(value = "map", execution = ExecutionMode.ATOMIC)
        public Map<String, Object> map() {
            return Map.of();
        }
    }

    static class Leased {

        @Idempotent("object")
        public Object object() {
            return "";
        }
    }

    static class Safe {

        @Idempotent("read")
        public String read() {
            return "";
        }

        @Idempotent
        public String search() {
            return "";
        }
    }

    static class Executions {

        @NotIdempotent("a search")
        public String exempt(IdempotentExecution execution) {
            return "";
        }

        public String unannotated(String text, IdempotentExecution execution) {
            return "";
        }

        public String unannotatedRead(IdempotentExecution execution) {
            return "";
        }
    }
}
