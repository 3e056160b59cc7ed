package io.github.idempotency.web;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.PayloadHash;
import io.github.idempotency.core.ActiveExecution;
import io.github.idempotency.core.Decision;
import io.github.idempotency.core.FingerprintSource;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.KeyParser;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.ParsedKey;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StepObserver;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.FingerprintInput;
import io.github.idempotency.core.fingerprint.Payload;
import io.github.idempotency.core.fingerprint.RequestFingerprinter;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.Rollout;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds out, before the handler and outside any transaction, what is to be done with a request. */
final class ExchangeOpener {

    private static final Payload NO_PAYLOAD = new Payload.Raw(new byte[0]);

    private static final String ASYNC_REFUSED =
            "The handler has execution ATOMIC and started asynchronous processing: its transaction belongs to the thread of the"
                    + " request and would end before the work does. It is rolled back. Use execution LEASE, or make the handler"
                    + " synchronous";

    private final IdempotencyEngine engine;
    private final Rollout rollout;
    private final WebSettings settings;
    private final KeyParser keys;
    private final TenantResolver tenants;
    private final Answers answers;
    private final ExchangeFinisher finisher;
    private final StepObserver observer;
    private final PayloadReader payloads = new PayloadReader();
    private final RequestFingerprinter fingerprinter = new RequestFingerprinter();

    ExchangeOpener(
            IdempotencyEngine engine,
            Rollout rollout,
            WebSettings settings,
            KeyParser keys,
            TenantResolver tenants,
            Answers answers,
            ExchangeFinisher finisher,
            StepObserver observer) {
        this.engine = engine;
        this.rollout = rollout;
        this.settings = settings;
        this.keys = keys;
        this.tenants = tenants;
        this.answers = answers;
        this.finisher = finisher;
        this.observer = observer;
    }

    /**
     * Opens an exchange.
     *
     * @param request the request as the dispatcher sees it
     */
    void open(Exchange exchange, HttpServletRequest request) throws IOException, ServletException {
        ParsedKey parsed = keys.parse(Collections.list(request.getHeaders(settings.keyHeader())));
        if (parsed instanceof ParsedKey.Valid valid) {
            openWithKey(exchange, request, valid.key());
        } else if (parsed instanceof ParsedKey.Invalid invalid && rollout != Rollout.OBSERVE) {
            exchange.answerLater(PendingAnswer.refusal(Outcome.KEY_INVALID, invalid.reason()));
        } else if (parsed instanceof ParsedKey.Missing && rollout.demandsKey(policy(exchange))) {
            exchange.answerLater(PendingAnswer.refusal(Outcome.KEY_REQUIRED, ""));
        } else {
            openUnprotected(exchange, request);
        }
    }

    private static OperationPolicy policy(Exchange exchange) {
        return exchange.operation().policy();
    }

    private void openUnprotected(Exchange exchange, HttpServletRequest request) {
        Tenant tenant;
        try {
            tenant = tenants.resolveTenant(request);
        } catch (TenantRefusedException e) {
            tenant = Tenant.anonymous();
        }
        exchange.identify(
                new RecordKey(
                        tenant, exchange.operation().name(), UUID.randomUUID().toString()),
                null);
        answers.report(exchange, Outcome.UNPROTECTED);
    }

    private void openWithKey(Exchange exchange, HttpServletRequest request, String key)
            throws IOException, ServletException {
        OperationPolicy policy = policy(exchange);
        Tenant tenant;
        try {
            tenant = tenants.resolveTenant(request);
        } catch (TenantRefusedException e) {
            refuse(exchange, request, Outcome.TENANT_REFUSED, e.detail());
            return;
        }
        Payload payload = payload(exchange, request);
        if (payload == null) {
            refuse(exchange, request, Outcome.PAYLOAD_TOO_LARGE, "");
            return;
        }
        RecordKey recordKey = new RecordKey(tenant, exchange.operation().name(), key);
        FingerprintInput input = input(request, policy, payload);
        FingerprintSource fingerprint = version -> fingerprinter.fingerprint(input, version);
        exchange.identify(recordKey, fingerprint);
        Decision decision = observer.observe(
                StepObserver.Step.CLAIM,
                recordKey,
                () -> engine.decide(policy, recordKey, fingerprint),
                ExchangeOpener::outcome);
        if (decision instanceof Decision.Run run) {
            run(exchange, run.execution());
        } else {
            exchange.answerLater(PendingAnswer.of(decision));
        }
    }

    private void refuse(Exchange exchange, HttpServletRequest request, Outcome outcome, String detail) {
        if (rollout == Rollout.OBSERVE) {
            openUnprotected(exchange, request);
        } else {
            exchange.answerLater(PendingAnswer.refusal(outcome, detail));
        }
    }

    private static String outcome(Decision decision) {
        if (decision instanceof Decision.Run run) {
            return run.execution().isClaimed()
                    ? "claimed"
                    : run.execution().outcome().code();
        }
        return decision instanceof Decision.Resolve
                ? Outcome.OUTCOME_UNKNOWN.code()
                : PendingAnswer.of(decision).outcome().code();
    }

    private @Nullable Payload payload(Exchange exchange, HttpServletRequest request)
            throws IOException, ServletException {
        OperationPolicy policy = policy(exchange);
        long length = request.getContentLengthLong();
        if (policy.payloadHash() != PayloadHash.NONE) {
            return payloads.read(request, exchange.request(), policy.maxRequestSize());
        }
        // A body of unknown length is bounded by reading it, and a slow one must not hold a transaction open.
        boolean readFirst = policy.execution() == ExecutionMode.ATOMIC || length < 0;
        Payload read = readFirst ? payloads.read(request, exchange.request(), policy.maxRequestSize()) : NO_PAYLOAD;
        return read == null || length > policy.maxRequestSize() ? null : NO_PAYLOAD;
    }

    private static FingerprintInput input(HttpServletRequest request, OperationPolicy policy, Payload payload) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : policy.fingerprintHeaders()) {
            headers.put(name, new ArrayList<>(Collections.list(request.getHeaders(name))));
        }
        return new FingerprintInput(
                request.getMethod(),
                request.getRequestURI(),
                request.getQueryString(),
                request.getContentType(),
                headers,
                payload);
    }

    private void run(Exchange exchange, ActiveExecution execution) {
        exchange.run(execution);
        if (!execution.isClaimed()) {
            if (execution.outcome() == Outcome.BYPASSED) {
                exchange.response().setHeader(AnswerWriter.STATUS_HEADER, "bypassed");
                CorsExposure.expose(AnswerWriter.STATUS_HEADER, exchange.response());
            }
            answers.report(exchange, execution.outcome());
            return;
        }
        long limit = policy(exchange).maxResponseSize();
        if (execution.holdsBackResponse()) {
            exchange.request().refuseAsync(ASYNC_REFUSED);
            exchange.response().startHolding(limit, Math.max(limit, settings.maxHeldResponse()));
            return;
        }
        exchange.request().followAsync(new AsyncFollower(exchange, finisher));
        if (execution.keepsResponse()) {
            exchange.response().startCapture(limit);
        }
    }
}
