package io.github.idempotency.metrics;

import io.github.idempotency.client.ClientListener;
import io.github.idempotency.client.GiveUpReason;
import io.github.idempotency.client.RetryReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Counts outgoing calls: {@code idempotency.client.attempts} ({@code destination}), {@code idempotency.client.retries},
 * {@code idempotency.client.recovered} and {@code idempotency.client.given.up} ({@code destination}, {@code reason}) and
 * {@code idempotency.client.budget.exhausted} ({@code destination}). Destinations are those of the configuration.
 */
public final class ClientMeters implements ClientListener {

    private final MeterProvider<Counter> attempts;
    private final MeterProvider<Counter> retries;
    private final MeterProvider<Counter> recovered;
    private final MeterProvider<Counter> givenUp;
    private final MeterProvider<Counter> exhausted;

    public ClientMeters(MeterRegistry registry) {
        this.attempts = counter(registry, "attempts", "Attempts of outgoing calls");
        this.retries = counter(registry, "retries", "Attempts that were made again, by why");
        this.recovered = counter(registry, "recovered", "Outgoing calls that succeeded by a retry, by why it was made");
        this.givenUp = counter(registry, "given.up", "Failures that were not retried (any more), by why not");
        this.exhausted = counter(registry, "budget.exhausted", "Retries that the budget did not allow");
    }

    private static MeterProvider<Counter> counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("idempotency.client." + name)
                .description(description)
                .withRegistry(registry);
    }

    @Override
    public void onAttempt(String destination) {
        attempts.withTags(Tags.of("destination", destination)).increment();
    }

    @Override
    public void onRetry(String destination, RetryReason reason) {
        retries.withTags(Tags.of("destination", destination, "reason", reason.code()))
                .increment();
    }

    @Override
    public void onRecovered(String destination, RetryReason reason) {
        recovered
                .withTags(Tags.of("destination", destination, "reason", reason.code()))
                .increment();
    }

    @Override
    public void onGivenUp(String destination, GiveUpReason reason) {
        givenUp.withTags(Tags.of("destination", destination, "reason", reason.code()))
                .increment();
        if (reason == GiveUpReason.BUDGET) {
            exhausted.withTags(Tags.of("destination", destination)).increment();
        }
    }
}
