package io.github.idempotency.metrics;

import io.github.idempotency.cache.InMemoryReplayCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The counter {@code idempotency.replay.cache.lookups} ({@code result}: {@code hit} or {@code miss}) and the gauge
 * {@code idempotency.replay.cache.size} in bytes.
 */
public final class ReplayCacheMeters implements MeterBinder {

    private final InMemoryReplayCache cache;

    public ReplayCacheMeters(InMemoryReplayCache cache) {
        this.cache = cache;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("idempotency.replay.cache.lookups", cache, InMemoryReplayCache::hits)
                .description("Keys that were looked for among the responses kept in this process")
                .tag("result", "hit")
                .register(registry);
        FunctionCounter.builder("idempotency.replay.cache.lookups", cache, InMemoryReplayCache::misses)
                .description("Keys that were looked for among the responses kept in this process")
                .tag("result", "miss")
                .register(registry);
        Gauge.builder("idempotency.replay.cache.size", cache, InMemoryReplayCache::bytes)
                .description("Memory that the responses kept in this process take")
                .baseUnit(BaseUnits.BYTES)
                .strongReference(true)
                .register(registry);
    }
}
