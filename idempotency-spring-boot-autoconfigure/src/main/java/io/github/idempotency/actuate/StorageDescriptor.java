package io.github.idempotency.actuate;

import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.statistics.StorageMeasurement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The room that the records of an operation take, of all instances, and will take.
 *
 * @param measuredAt       when it was measured, by the database's clock
 * @param records          how many records there were
 * @param bytes            what they took as stored, indexes and free room aside
 * @param growthPerDay     bytes gained per day since the first measurement of the last week; null if that is less than a day ago
 * @param keysPerDay       keys that got a record in the last 24 hours
 * @param bytesPerRecord   bytes of a record on average; 0 without records
 * @param projectedRecords records there will be if keys keep coming at this pace: keys per day times retention
 * @param projectedBytes   what those will take
 */
public record StorageDescriptor(
        Instant measuredAt,
        long records,
        long bytes,
        @Nullable Long growthPerDay,
        long keysPerDay,
        long bytesPerRecord,
        long projectedRecords,
        long projectedBytes) {

    private static final Duration DAY = Duration.ofDays(1);

    /** Null if nothing was measured. */
    static @Nullable StorageDescriptor of(String operation, Duration retention, Statistics statistics) {
        List<StorageMeasurement> all = statistics.storage();
        if (all.isEmpty()) {
            return null;
        }
        StorageMeasurement last = at(all, operation, all.get(all.size() - 1).measuredAt());
        StorageMeasurement first = at(all, operation, all.get(0).measuredAt());
        long keysPerDay = statistics.lastDay().stream()
                .filter(count -> count.operation().equals(operation) && count.outcome() == Outcome.EXECUTED)
                .mapToLong(count -> count.count())
                .sum();
        long bytesPerRecord = last.records() == 0 ? 0 : last.bytes() / last.records();
        long projectedRecords = Math.round(keysPerDay * days(retention));
        return new StorageDescriptor(
                last.measuredAt(),
                last.records(),
                last.bytes(),
                growthPerDay(first, last),
                keysPerDay,
                bytesPerRecord,
                projectedRecords,
                projectedRecords * bytesPerRecord);
    }

    /** An operation that had no records at that time was not measured. */
    private static StorageMeasurement at(List<StorageMeasurement> all, String operation, Instant time) {
        return all.stream()
                .filter(measurement -> measurement.measuredAt().equals(time)
                        && measurement.operation().equals(operation))
                .findFirst()
                .orElseGet(() -> new StorageMeasurement(operation, time, 0, 0));
    }

    private static @Nullable Long growthPerDay(StorageMeasurement first, StorageMeasurement last) {
        Duration between = Duration.between(first.measuredAt(), last.measuredAt());
        return between.compareTo(DAY) < 0 ? null : Math.round((last.bytes() - first.bytes()) / days(between));
    }

    private static double days(Duration duration) {
        return (double) duration.toSeconds() / DAY.toSeconds();
    }
}
