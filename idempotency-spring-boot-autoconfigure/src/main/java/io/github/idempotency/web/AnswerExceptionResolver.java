package io.github.idempotency.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.DisconnectedClientHelper;

/** Writes the answer a {@link ReplaySignal} asks for; of other exceptions it only notes where they came from. */
public final class AnswerExceptionResolver implements HandlerExceptionResolver, Ordered {

    private final Answers answers;

    AnswerExceptionResolver(Answers answers) {
        this.answers = answers;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception exception) {
        Exchange exchange = Exchange.of(request);
        if (exchange == null) {
            return null;
        }
        if (exception instanceof ReplaySignal) {
            return answer(exchange, request, response);
        }
        // Spring answers nothing then, though it may be the database's connection that was reset.
        if (DisconnectedClientHelper.isClientDisconnectedException(exception)) {
            exchange.markTakenForDisconnection();
        }
        // A handler that this one forwards to says nothing about this one.
        if (exchange.handler() == handler && HandlerEntry.preventedBy(exception)) {
            exchange.markRefusedOnTheWay();
        }
        return null;
    }

    private ModelAndView answer(Exchange exchange, HttpServletRequest request, HttpServletResponse response) {
        PendingAnswer answer = exchange.takeAnswer();
        if (answer == null) {
            throw new IllegalStateException("Nothing to answer with");
        }
        try {
            answers.answer(exchange, answer, request, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Null would hand the signal to the application's resolvers.
        return new ModelAndView();
    }
}
