package io.github.idempotency.web;

import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.Decision;
import io.github.idempotency.core.InboundCall;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RetryAllowance;
import io.github.idempotency.core.UnansweredCall;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers a request whose handler failed because a service that it calls gave no definite answer, if the application handles the
 * exception nowhere and the key is free afterwards: with a problem that asks for another attempt, where a 500 would end them.
 */
final class UnansweredCallResolver implements HandlerExceptionResolver, Ordered {

    private static final Logger logger = System.getLogger(UnansweredCallResolver.class.getName());

    private final Answers answers;

    UnansweredCallResolver(Answers answers) {
        this.answers = answers;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception exception) {
        Exchange exchange = Exchange.of(request);
        CurrentExecution current = exchange == null ? null : exchange.current();
        if (exchange == null || current == null || !current.isFreedByFailure() || response.isCommitted()) {
            return null;
        }
        UnansweredCall call = current.unansweredBehind(exception);
        if (call == null) {
            return null;
        }
        logger.log(
                Level.WARNING,
                "Operation " + exchange.operation().name() + " is answered with "
                        + Outcome.DOWNSTREAM_UNAVAILABLE.code() + ": destination " + call.destination()
                        + " gave no definite answer (" + exception.getClass().getName()
                        + "). The client is asked to retry with the same key");
        exchange.markDownstreamUnavailable();
        answer(exchange, call, request, response);
        return new ModelAndView();
    }

    private void answer(
            Exchange exchange, UnansweredCall call, HttpServletRequest request, HttpServletResponse response) {
        InboundCall inbound = InboundCall.get();
        RetryAllowance left = inbound == null ? null : inbound.retries();
        response.resetBuffer();
        if (left != null) {
            response.setHeader(RetryAllowance.HEADER, Integer.toString(left.remaining()));
        }
        Decision refusal = new Decision.Refuse(Outcome.DOWNSTREAM_UNAVAILABLE, call.retryAfter());
        try {
            answers.write(exchange, PendingAnswer.of(refusal), request, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
