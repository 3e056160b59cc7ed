package io.github.idempotency.web;

import io.github.idempotency.core.ActiveExecution.Settled;
import io.github.idempotency.core.Decision;
import io.github.idempotency.core.FingerprintSource;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Ends exchanges towards the client and the listener. */
final class Answers {

    private final IdempotencyEngine engine;
    private final AnswerWriter writer;
    private final IdempotencyListener listener;

    Answers(IdempotencyEngine engine, AnswerWriter writer, IdempotencyListener listener) {
        this.engine = engine;
        this.writer = writer;
        this.listener = listener;
    }

    /** Answers in place of the handler. */
    void answer(Exchange exchange, PendingAnswer pending, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        PendingAnswer answer = pending.decision() instanceof Decision.Resolve resolve
                ? PendingAnswer.of(resolve(exchange, resolve))
                : pending;
        report(exchange, answer.outcome());
        if (answer.decision() instanceof Decision.Replay replay
                && isSuccess(replay.envelope().status())) {
            listener.onRetryRecovered(outcome(exchange, replay.outcome()));
        }
        write(exchange, answer, request, response);
    }

    /** The status an answer is going to have, as far as it is known yet. */
    int status(PendingAnswer answer) {
        return writer.status(answer);
    }

    /** Reports a refusal that is written later, and has the response tell of it from now on. */
    void begin(Exchange exchange, Decision.Refuse refusal, HttpServletResponse response) {
        report(exchange, refusal.outcome());
        writer.begin(refusal, exchange.operation().policy().retention(), response);
    }

    /** Writes an answer whose outcome was reported. */
    void write(Exchange exchange, PendingAnswer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        writer.write(answer, exchange.operation().policy().retention(), request, response);
    }

    private Decision resolve(Exchange exchange, Decision.Resolve resolve) {
        RecordKey key = exchange.key();
        FingerprintSource fingerprint = exchange.fingerprint();
        if (key == null || fingerprint == null) {
            throw new IllegalStateException("A record was read, so there is a key");
        }
        return engine.resolve(exchange.operation().policy(), key, fingerprint, resolve.stored());
    }

    private static boolean isSuccess(int status) {
        return status < 400;
    }

    void report(Exchange exchange, Outcome outcome) {
        listener.onOutcome(outcome(exchange, outcome));
    }

    private static RequestOutcome outcome(Exchange exchange, Outcome outcome) {
        RecordKey key = exchange.key();
        return new RequestOutcome(
                exchange.operation().name(),
                exchange.operation().risk(),
                outcome,
                key == null ? null : key.tenant().name(),
                exchange.clientVersion(),
                exchange.fingerprint() != null && key != null ? key.shortHash() : null);
    }

    private static Outcome unstored(Exchange exchange) {
        if (exchange.isDownstreamUnavailable()) {
            return Outcome.DOWNSTREAM_UNAVAILABLE;
        }
        return exchange.result().began() ? Outcome.NOT_STORED : Outcome.NOT_RUN;
    }

    void report(Exchange exchange, Settled settled, Outcome executed) {
        report(exchange, settled == Settled.STORED ? executed : unstored(exchange));
        boolean ranWhatWasAbandoned = settled == Settled.STORED && exchange.fence() > 1;
        if (ranWhatWasAbandoned && isSuccess(exchange.result().status())) {
            listener.onRetryRecovered(outcome(exchange, executed));
        }
    }
}
