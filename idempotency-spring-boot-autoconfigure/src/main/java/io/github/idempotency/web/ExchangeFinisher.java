package io.github.idempotency.web;

import io.github.idempotency.core.ActiveExecution;
import io.github.idempotency.core.ActiveExecution.Settled;
import io.github.idempotency.core.CommitOutcomeUnknownException;
import io.github.idempotency.core.Decision;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import io.github.idempotency.core.FingerprintSource;
import io.github.idempotency.core.HandlerResult;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Settlement;
import io.github.idempotency.core.StepObserver;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.policy.OperationPolicy;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Ends an exchange once its response is complete: first the record, then the bytes. */
final class ExchangeFinisher {

    private static final Logger logger = System.getLogger(ExchangeFinisher.class.getName());

    /** Stored whatever the policy names: without them body and status do not mean the same. */
    private static final List<String> INDISPENSABLE_HEADERS =
            List.of("content-type", "content-encoding", "content-language", "location");

    private static final String COMMIT_UNKNOWN =
            "The store went away while it saved the result, so the request was carried out as a whole or not at all. Keep the key"
                    + " and retry later with it: that finds out, and nothing is done twice.";

    private final IdempotencyEngine engine;
    private final Answers answers;
    private final CommitFailureHandler commitFailures;
    private final Predicate<String> excludedHeaders;
    private final StepObserver observer;

    ExchangeFinisher(
            IdempotencyEngine engine,
            Answers answers,
            CommitFailureHandler commitFailures,
            Predicate<String> excludedHeaders,
            StepObserver observer) {
        this.engine = engine;
        this.answers = answers;
        this.commitFailures = commitFailures;
        this.excludedHeaders = excludedHeaders;
        this.observer = observer;
    }

    /** Ends the transaction that spans the handler, when the dispatch that entered the handler is through. */
    void handlerReturned(Exchange exchange, @Nullable Throwable escaped) {
        ActiveExecution execution = exchange.execution();
        boolean forgotten = exchange.request().isAsyncStarted(); // see endForgottenTransaction
        if (execution == null || !execution.holdsBackResponse() || forgotten || !exchange.markReturned()) {
            return;
        }
        if (escaped != null || exchange.response().isBeyondHolding()) {
            exchange.markEscaped();
        }
        try {
            observe(exchange, () -> commit(exchange, execution), committed -> committed);
            exchange.response().sendHeldError();
        } catch (RuntimeException e) {
            exchange.failCommit(e);
        } catch (Error e) {
            exchange.failCommit(new IllegalStateException("The commit failed", e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Rolls the transaction of the handler back if asynchronous processing has begun all the same, past the request that
     * refuses it: nothing must leave a transaction on the thread, and no success may be sent.
     */
    void endForgottenTransaction(Exchange exchange) throws IOException {
        ActiveExecution execution = exchange.execution();
        if (execution == null || !execution.holdsBackResponse() || !exchange.markReturned()) {
            return;
        }
        logger.log(
                Level.ERROR,
                "The handler of operation '" + exchange.operation().name()
                        + "' has execution ATOMIC and started asynchronous"
                        + " processing, so its transaction was rolled back and the request is answered with status 500."
                        + " Use execution LEASE, or make the handler synchronous.");
        exchange.markEscaped();
        if (exchange.markFinished()) {
            execution.handlerReturned(exchange.result(), () -> Envelope.notStored(HttpServletResponse.SC_OK));
            answers.report(exchange, Outcome.NOT_STORED);
            exchange.response().discard();
            exchange.response().setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
    }

    /** What came of the transaction is told by what is thrown, or not. */
    private String commit(Exchange exchange, ActiveExecution execution) {
        execution.handlerReturned(exchange.result(), () -> envelope(exchange, execution));
        return "ended";
    }

    private <T> T observe(Exchange exchange, Supplier<T> step, Function<T, String> outcome) {
        RecordKey key = exchange.key();
        return key == null ? step.get() : observer.observe(StepObserver.Step.COMPLETE, key, step, outcome);
    }

    private Settled settled(Exchange exchange, ActiveExecution execution) {
        Supplier<Settled> step = () -> execution.settle(exchange.result(), () -> envelope(exchange, execution));
        return execution.holdsBackResponse()
                ? step.get()
                : observe(
                        exchange,
                        step,
                        settled -> settled.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /**
     * Ends the exchange, unless an ERROR dispatch is still to make its response.
     *
     * @param escaped what the application threw past its own exception handling; null if nothing
     */
    void finish(Exchange exchange, @Nullable Throwable escaped) throws IOException, ServletException {
        ActiveExecution execution = exchange.execution();
        if (execution == null || !execution.isClaimed() || exchange.isFinished()) {
            return;
        }
        if (escaped != null) {
            exchange.markEscaped();
        }
        if (exchange.isFailureSwallowed()) {
            if (exchange.response().isCapturing()) {
                exchange.response().discard();
            }
            exchange.response().sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            exchange.markEscaped();
        }
        if (exchange.commitFailure() != null) {
            exchange.markFinished();
            answerCommitFailure(exchange, exchange.commitFailure());
        } else if (waitsForErrorDispatch(exchange, escaped)) {
            exchange.awaitErrorDispatch();
        } else if (exchange.markFinished()) {
            settle(exchange, execution, escaped != null);
        }
    }

    /** Ends an exchange whose request is over, though the dispatch it waited for never came. */
    void finishWithoutResponse(Exchange exchange) {
        ActiveExecution execution = exchange.execution();
        if (execution != null && execution.isClaimed() && exchange.markFinished()) {
            HandlerResult result = exchange.result();
            Settled settled = execution.settle(result, () -> Envelope.notStored(result.status()));
            answers.report(exchange, settled, execution.outcome());
        }
    }

    private boolean waitsForErrorDispatch(Exchange exchange, @Nullable Throwable escaped) {
        boolean responseToCome = escaped != null || exchange.response().isErrorSent();
        OperationPolicy policy = exchange.operation().policy();
        return responseToCome
                && exchange.request().getDispatcherType() != DispatcherType.ERROR
                && Settlement.of(exchange.result(), policy.onError()) == Settlement.STORE
                && !MockEnvironment.isServing(exchange.request());
    }

    private void settle(Exchange exchange, ActiveExecution execution, boolean responseToCome) throws IOException {
        Settled settled = settled(exchange, execution);
        CapturingResponse response = exchange.response();
        boolean answerable =
                response.isCapturing() && !response.isStreaming() && !responseToCome && !response.isErrorSent();
        if (settled == Settled.OWNERSHIP_LOST && answerable) {
            answerFromRecord(exchange);
            return;
        }
        answers.report(exchange, settled, execution.outcome());
        if (response.isCapturing() && !responseToCome && !response.isErrorSent()) {
            response.release();
        }
    }

    private void answerCommitFailure(Exchange exchange, RuntimeException failure) throws IOException, ServletException {
        exchange.response().discard();
        if (failure instanceof StoreUnavailableException storeFailure) {
            String detail = failure instanceof CommitOutcomeUnknownException ? COMMIT_UNKNOWN : "";
            PendingAnswer unavailable = new PendingAnswer(engine.refuseUnavailable(storeFailure), detail);
            answers.answer(exchange, unavailable, exchange.request(), exchange.response());
            return;
        }
        answers.report(exchange, Outcome.NOT_STORED);
        commitFailures.handle(exchange.request(), exchange.response(), exchange.handler(), failure);
    }

    private void answerFromRecord(Exchange exchange) throws IOException {
        RecordKey key = exchange.key();
        FingerprintSource fingerprint = exchange.fingerprint();
        if (key == null || fingerprint == null) {
            throw new IllegalStateException("A claimed execution has a key");
        }
        Decision decision = engine.answerFromRecord(exchange.operation().policy(), key, fingerprint);
        exchange.response().discard();
        answers.answer(exchange, PendingAnswer.of(decision), exchange.request(), exchange.response());
    }

    private Envelope envelope(Exchange exchange, ActiveExecution execution) {
        CapturingResponse response = exchange.response();
        int status = response.getStatus();
        if (!execution.keepsResponse() || !response.isCapturing() || response.isOverLimit()) {
            return Envelope.notStored(status);
        }
        byte[] body = response.capturedBody();
        if (response.isOverLimit()) {
            return Envelope.notStored(status);
        }
        List<Header> headers = new ArrayList<>(ResponseHeaders.of(response)
                .addedSince(
                        exchange.response().headersBefore(),
                        leftOut(exchange.operation().policy())));
        if (response.declaresLength()) { // a replay then declares it too, and else leaves it to container and filters
            headers.add(new Header(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length)));
        }
        return new Envelope(status, headers, body);
    }

    private Predicate<String> leftOut(OperationPolicy policy) {
        return name -> excludedHeaders.test(name)
                || !(HeaderPatterns.match(policy.storedHeaders(), name) || INDISPENSABLE_HEADERS.contains(name));
    }
}
