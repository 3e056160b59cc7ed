package io.github.idempotency.web;

import io.github.idempotency.core.Decision;
import io.github.idempotency.web.HeldRefusals.HeldAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.function.HandlerFunction;

/**
 * The last interceptor: answers in place of the handler once the application's own interceptors, and their authorisation, have
 * let the request pass. Where method security guards the handler, the answer waits behind it, see {@link HandlerGate}.
 */
final class AnswerInterceptor implements HandlerInterceptor {

    /** The handler function that the dispatcher is about to call. */
    static final String HANDLER_FUNCTION = AnswerInterceptor.class.getName() + ".HANDLER_FUNCTION";

    /** The response that the dispatcher passes to that handler function. */
    static final String RESPONSE = AnswerInterceptor.class.getName() + ".RESPONSE";

    private final Answers answers;
    private final ExchangeFinisher finisher;
    private final HeldRefusals heldRefusals;
    private final Predicate<HandlerMethod> gated;

    AnswerInterceptor(
            Answers answers, ExchangeFinisher finisher, HeldRefusals heldRefusals, Predicate<HandlerMethod> gated) {
        this.answers = answers;
        this.finisher = finisher;
        this.heldRefusals = heldRefusals;
        this.gated = gated;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (handler instanceof HandlerFunction) {
            request.setAttribute(HANDLER_FUNCTION, handler);
            request.setAttribute(RESPONSE, response);
        }
        Exchange exchange = Exchange.of(request);
        if (exchange == null || exchange.handler() != handler) {
            return true;
        }
        exchange.markHandlerReached();
        boolean gate = handler instanceof HandlerMethod method && gated.test(method);
        if (gate) {
            exchange.expectAdvice();
        }
        PendingAnswer answer = exchange.pendingAnswer();
        if (answer == null || (gate && answer.revealsRecord())) {
            return true;
        }
        exchange.takeAnswer();
        answer(exchange, answer, request, response);
        return false;
    }

    /**
     * A handler function opens its exchange when it is called, within whatever the other interceptors have bound to the thread:
     * its transaction ends there too.
     */
    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception exception) {
        Exchange exchange = Exchange.of(request);
        if (handler instanceof HandlerFunction && exchange != null && exchange.handler() == handler) {
            finisher.handlerReturned(exchange, exception);
        }
    }

    /** Answers in place of the handler, or has the answer held until its time has come. */
    void answer(Exchange exchange, PendingAnswer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Duration delay = heldRefusals.delay(answer, request, response);
        if (delay.isZero()) {
            answers.answer(exchange, answer, request, response);
        } else {
            answers.begin(exchange, (Decision.Refuse) answer.decision(), response);
            exchange.hold(new HeldAnswer(answer, delay));
        }
    }
}
