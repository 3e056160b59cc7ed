package io.github.idempotency.web;

import io.github.idempotency.Idempotent;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/** What every request pays: the filter's wrappers, and looking up what a handler's operation is, if any. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UnannotatedBenchmark {

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/orders");

    private final MockHttpServletResponse response = new MockHttpServletResponse();

    private final FilterChain chain = (passedRequest, passedResponse) -> passedResponse.setContentLength(1);

    private final IdempotencyFilter filter = filter();

    private final IdempotentOperations operations =
            new IdempotentOperations(new DefaultPolicyResolver(Map.of(), Map.of()), true);

    private final HandlerMethod annotated = handler("annotated");

    private final HandlerMethod unannotated = handler("unannotated");

    public UnannotatedBenchmark() {
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/orders");
    }

    @Benchmark
    public Object chainAlone() throws IOException, ServletException {
        chain.doFilter(request, response);
        return response;
    }

    @Benchmark
    public Object chainInTheFilter() throws IOException, ServletException {
        filter.doFilter(request, response, chain);
        return response;
    }

    @Benchmark
    public @Nullable Object policyOfAnOperation() throws ServletException {
        return operations.find(annotated, request);
    }

    @Benchmark
    public @Nullable Object policyOfAnUnannotatedHandler() throws ServletException {
        return operations.find(unannotated, request);
    }

    /** What finishes exchanges is not reached without one. */
    @SuppressWarnings("NullAway")
    private static IdempotencyFilter filter() {
        return new IdempotencyFilter(null, null, false);
    }

    private static HandlerMethod handler(String name) {
        try {
            return new HandlerMethod(new Handlers(), name);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    static final class Handlers {

        @Idempotent("annotated")
        public void annotated() {}

        public void unannotated() {}
    }
}
