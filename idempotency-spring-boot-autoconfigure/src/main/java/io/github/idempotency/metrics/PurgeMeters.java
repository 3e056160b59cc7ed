package io.github.idempotency.metrics;

import io.github.idempotency.core.IdempotencyListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Records the meters {@code idempotency.purged} (counter; {@code part} is {@code record} or {@code response}) and
 * {@code idempotency.purge.lag} (gauge in seconds: how long the oldest expired record or response that is still there has been
 * expired, at most, when the purge last looked; zero if there was none or another instance does the work). While the purge
 * fails to look, the lag grows by the time for which a look is overdue.
 */
public final class PurgeMeters implements IdempotencyListener {

    private final Counter records;
    private final Counter responses;
    private final LongSupplier nanoTime;
    private volatile Look latest;

    public PurgeMeters(MeterRegistry registry) {
        this(registry, System::nanoTime);
    }

    PurgeMeters(MeterRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.latest = new Look(Duration.ZERO, nanoTime.getAsLong(), Duration.ofDays(1));
        this.records = counter(registry, "record");
        this.responses = counter(registry, "response");
        Gauge.builder("idempotency.purge.lag", this, PurgeMeters::lag)
                .description("Time since the oldest record or response that is still there has expired")
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public void onPurged(PurgeProgress progress) {
        records.increment(progress.records());
        responses.increment(progress.responses());
        latest = new Look(progress.lag(), nanoTime.getAsLong(), progress.nextLook());
    }

    private double lag() {
        Look look = latest;
        long overdue = Math.max(0, nanoTime.getAsLong() - look.at - look.next.toNanos());
        return (look.lag.toNanos() + overdue) / 1e9;
    }

    private static Counter counter(MeterRegistry registry, String part) {
        return Counter.builder("idempotency.purged")
                .description("Expired records, and responses whose key is still remembered, that were removed")
                .tag("part", part)
                .register(registry);
    }

    private record Look(Duration lag, long at, Duration next) {}
}
