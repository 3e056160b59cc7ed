package io.github.idempotency.web;

import io.github.idempotency.core.Decision;
import io.github.idempotency.web.HeldRefusals.HeldAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * The last interceptor: answers in place of the handler once the application's own interceptors, and their authorisation, have
 * let the request pass. Where method security guards the handler, the answer waits behind it, see {@link HandlerGate}.
 */
final class AnswerInterceptor implements HandlerInterceptor {

    private final Answers answers;
    private final HeldRefusals heldRefusals;
    private final Predicate<HandlerMethod> gated;

    AnswerInterceptor(Answers answers, HeldRefusals heldRefusals, Predicate<HandlerMethod> gated) {
        this.answers = answers;
        this.heldRefusals = heldRefusals;
        this.gated = gated;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        Exchange exchange = Exchange.of(request);
        if (exchange == null || exchange.handler() != handler) {
            return true;
        }
        exchange.markHandlerReached();
        boolean gate = gated.test(exchange.handler());
        if (gate) {
            exchange.expectAdvice();
        }
        PendingAnswer answer = exchange.pendingAnswer();
        if (answer == null || (gate && answer.revealsRecord())) {
            return true;
        }
        exchange.takeAnswer();
        Duration delay = heldRefusals.delay(answer, request);
        if (delay.isZero()) {
            answers.answer(exchange, answer, request, response);
        } else {
            answers.begin(exchange, (Decision.Refuse) answer.decision(), response);
            exchange.hold(new HeldAnswer(answer, delay));
        }
        return false;
    }
}
