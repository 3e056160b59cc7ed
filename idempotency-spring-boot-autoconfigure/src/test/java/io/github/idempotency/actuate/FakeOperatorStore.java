package io.github.idempotency.actuate;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Records that a test puts here, and what was asked to be done about them. */
public class FakeOperatorStore implements OperatorStore {

    private static final Instant THEN = Instant.parse("2026-11-24T06:49:17Z");

    public final List<Intervention> settled = new ArrayList<>();
    public boolean changedMeanwhile;
    public Duration purgeLag = Duration.ZERO;
    public List<StorageUse> storage = List.of();
    public Supplier<List<UncertainCount>> counts = List::of;
    private final Map<UUID, RecordDetails> records = new LinkedHashMap<>();

    /** A record whose lease has lapsed. */
    public RecordDetails add(RecordState state) {
        return add(state, false, true, false, StoredRecord.FORMAT_VERSION);
    }

    RecordDetails add(RecordState state, boolean applied, boolean lapsed, boolean resultExpired, int formatVersion) {
        Claim claim = new Claim(UUID.randomUUID(), 3, UUID.randomUUID());
        Envelope envelope = state == RecordState.COMPLETED ? Envelope.notStored(201) : null;
        StoredRecord stored = new StoredRecord(
                claim,
                state,
                new Fingerprint(1, new byte[32]),
                applied,
                lapsed,
                false,
                resultExpired,
                resultExpired ? Duration.ZERO : Duration.ofDays(1),
                formatVersion,
                envelope);
        RecordDetails details =
                new RecordDetails(stored, null, "pay", "acme", THEN, THEN, null, THEN.plus(Duration.ofDays(1)));
        records.put(claim.id(), details);
        return details;
    }

    @Override
    public boolean holdTask(String name, UUID runner, Duration lease) {
        return true;
    }

    @Override
    public Page findOpen(Cursor after, int limit) {
        return new Page(List.of(), 0, null);
    }

    @Override
    public List<UncertainCount> countUncertain() {
        return counts.get();
    }

    @Override
    public List<StorageUse> measureStorage() {
        return storage;
    }

    @Override
    public List<RecordDetails> findUncertain(int limit) {
        countUncertain();
        return records.values().stream()
                .filter(record -> record.stored().state() == RecordState.UNCERTAIN)
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<RecordDetails> describe(UUID id) {
        countUncertain();
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public List<Incident> findIncidents(UUID id) {
        return List.of();
    }

    @Override
    public Optional<Duration> measurePurgeLag() {
        return Optional.of(purgeLag);
    }

    @Override
    public boolean settle(Claim observed, Intervention intervention) {
        if (changedMeanwhile) {
            return false;
        }
        settled.add(intervention);
        return true;
    }
}
