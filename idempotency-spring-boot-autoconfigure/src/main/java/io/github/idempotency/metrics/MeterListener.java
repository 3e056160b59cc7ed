package io.github.idempotency.metrics;

import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.RecordReconciler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Records the meters {@code idempotency.requests} (counter; {@code operation}, {@code risk}, {@code outcome},
 * {@code client.version}), {@code idempotency.retries.recovered} (counter; {@code operation}, {@code client.version};
 * keys whose retry got a success, each once as far as this process remembers its last 10,000), {@code idempotency.store} (timer; {@code call}, {@code result}) and
 * {@code idempotency.reconciled} (counter; {@code operation}, {@code result}).
 */
public final class MeterListener implements IdempotencyListener {

    private final MeterProvider<Counter> requests;
    private final MeterProvider<Counter> recoveredRetries;
    private final RecentKeys recoveredKeys = new RecentKeys(10_000);
    private final MeterProvider<Timer> storeCalls;
    private final MeterProvider<Counter> reconciled;

    public MeterListener(MeterRegistry registry) {
        this.requests = Counter.builder("idempotency.requests")
                .description("Requests to idempotent operations by what became of them")
                .withRegistry(registry);
        this.recoveredRetries = Counter.builder("idempotency.retries.recovered")
                .description("Keys whose retry got a success")
                .withRegistry(registry);
        this.storeCalls = Timer.builder("idempotency.store")
                .description("Calls to the idempotency store")
                .withRegistry(registry);
        this.reconciled = Counter.builder("idempotency.reconciled")
                .description("Records that were settled in the background by what became of them")
                .withRegistry(registry);
    }

    @Override
    public void onOutcome(RequestOutcome outcome) {
        requests.withTags(Tags.of(
                        "operation", outcome.operation(),
                        "risk", outcome.risk().name().toLowerCase(Locale.ROOT),
                        "outcome", outcome.outcome().code(),
                        "client.version", outcome.clientVersion()))
                .increment();
    }

    @Override
    public void onRetryRecovered(RequestOutcome outcome) {
        String keyHash = outcome.keyHash();
        if (keyHash != null && recoveredKeys.add(keyHash)) {
            recoveredRetries
                    .withTags(Tags.of("operation", outcome.operation(), "client.version", outcome.clientVersion()))
                    .increment();
        }
    }

    @Override
    public void onStoreCall(String call, String result, Duration duration) {
        storeCalls.withTags(Tags.of("call", call, "result", result)).record(duration);
    }

    @Override
    public void onReconciled(String operation, RecordReconciler.Result result) {
        reconciled
                .withTags(
                        Tags.of("operation", operation, "result", result.name().toLowerCase(Locale.ROOT)))
                .increment();
    }
}
