package io.github.idempotency.web;

import io.github.idempotency.core.ClientVersions;
import io.github.idempotency.core.FailsafeObserver;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.KeyParser;
import io.github.idempotency.core.StepObserver;
import io.github.idempotency.core.policy.Rollout;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The parts of the library that take part in Spring MVC, put together. */
public final class IdempotencyWebMvc implements WebMvcConfigurer {

    private final IdempotencyFilter filter;
    private final ClaimInterceptor claimInterceptor;
    private final AnswerInterceptor answerInterceptor;
    private final AnswerExceptionResolver exceptionResolver;
    private final IdempotentRoutes routes;
    private final UnansweredCallResolver unansweredCallResolver;

    /**
     * Puts the parts together.
     *
     * @param engine         decides
     * @param operations     the operations
     * @param rollout        phase of the rollout
     * @param settings       HTTP details
     * @param throttle       at which pace refusals over a limit are answered
     * @param keys           reads keys
     * @param tenants        tells whose keys a request uses
     * @param clientVersions bounds what clients say of themselves
     * @param listener       hears the outcome of every request; must not throw
     * @param observer       watches claim and completion
     * @param gated          tells whether a handler's requests pass the {@link HandlerGate}
     * @param resolvers      the application's exception handling, in its order
     */
    public IdempotencyWebMvc(
            IdempotencyEngine engine,
            IdempotentOperations operations,
            Rollout rollout,
            WebSettings settings,
            Throttle throttle,
            KeyParser keys,
            TenantResolver tenants,
            ClientVersions clientVersions,
            IdempotencyListener listener,
            StepObserver observer,
            Predicate<HandlerMethod> gated,
            Supplier<List<HandlerExceptionResolver>> resolvers) {
        StepObserver harmless = FailsafeObserver.around(observer);
        Answers answers = new Answers(engine, new AnswerWriter(settings), listener);
        ExchangeFinisher finisher = new ExchangeFinisher(
                engine, answers, new CommitFailureHandler(resolvers), settings.excluded(), harmless);
        ExchangeOpener opener =
                new ExchangeOpener(engine, rollout, settings, keys, tenants, answers, finisher, harmless);
        HeldRefusals heldRefusals = new HeldRefusals(answers, throttle);
        this.filter = new IdempotencyFilter(finisher, heldRefusals, settings.absoluteRedirects());
        this.claimInterceptor = new ClaimInterceptor(operations, opener, finisher, clientVersions, settings);
        this.answerInterceptor = new AnswerInterceptor(answers, finisher, heldRefusals, gated);
        this.routes = new IdempotentRoutes(operations, claimInterceptor, answerInterceptor, answers);
        this.exceptionResolver = new AnswerExceptionResolver(answers);
        this.unansweredCallResolver = new UnansweredCallResolver(answers);
    }

    /** The filter, to be registered with the servlet container. */
    public IdempotencyFilter filter() {
        return filter;
    }

    /** The resolver of what the application leaves unhandled, to be registered with the dispatcher. */
    public HandlerExceptionResolver unansweredCallResolver() {
        return unansweredCallResolver;
    }

    /** Makes handler functions idempotent. */
    public IdempotentRoutes routes() {
        return routes;
    }

    /** The exception resolver, to be registered with the dispatcher. */
    public HandlerExceptionResolver exceptionResolver() {
        return exceptionResolver;
    }

    /** Whether requests to the handlers of a mapping pass the interceptors of the library. */
    public boolean intercepts(HandlerInterceptor @Nullable [] ofMapping) {
        List<HandlerInterceptor> all = ofMapping == null ? List.of() : List.of(ofMapping);
        return all.contains(claimInterceptor) && all.contains(answerInterceptor);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(claimInterceptor).order(Ordered.HIGHEST_PRECEDENCE);
        registry.addInterceptor(answerInterceptor).order(Ordered.LOWEST_PRECEDENCE);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> argumentResolvers) {
        argumentResolvers.add(new ExecutionArgumentResolver());
    }
}
