package io.github.idempotency.web;

import io.github.idempotency.core.ActiveExecution.Settled;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Ends exchanges towards the client and the listener. */
final class Answers {

    private final AnswerWriter writer;
    private final IdempotencyListener listener;

    Answers(AnswerWriter writer, IdempotencyListener listener) {
        this.writer = writer;
        this.listener = listener;
    }

    /** Answers in place of the handler. */
    void answer(Exchange exchange, PendingAnswer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        report(exchange, answer.outcome());
        writer.write(answer, request, response);
    }

    void report(Exchange exchange, Outcome outcome) {
        RecordKey key = exchange.key();
        listener.onOutcome(new RequestOutcome(
                exchange.operation().name(),
                exchange.operation().risk(),
                outcome,
                key == null ? null : key.tenant().name(),
                exchange.clientVersion(),
                exchange.isProtected() && key != null ? key.shortHash() : null));
    }

    void report(Exchange exchange, Settled settled, Outcome executed) {
        Outcome unstored = exchange.result().began() ? Outcome.NOT_STORED : Outcome.NOT_RUN;
        report(exchange, settled == Settled.STORED ? executed : unstored);
    }
}
