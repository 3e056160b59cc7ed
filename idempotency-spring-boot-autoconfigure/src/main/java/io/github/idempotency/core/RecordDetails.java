package io.github.idempotency.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record as operators see it.
 *
 * @param stored      the record as it was read
 * @param key         what it is found by; null if the tenant's name is too long to be kept
 * @param operation   the operation
 * @param tenant      name of the tenant, or a hash of it
 * @param createdAt   when it was claimed first
 * @param leaseUntil  when its lease ends or ended
 * @param completedAt when it was completed, null if it is not
 * @param expiresAt   when its key expires
 * @param hasSteps    whether its execution has finished steps
 */
public record RecordDetails(
        StoredRecord stored,
        @Nullable RecordKey key,
        String operation,
        String tenant,
        Instant createdAt,
        Instant leaseUntil,
        @Nullable Instant completedAt,
        Instant expiresAt,
        boolean hasSteps) {

    /** Details of a record without steps. */
    public RecordDetails(
            StoredRecord stored,
            @Nullable RecordKey key,
            String operation,
            String tenant,
            Instant createdAt,
            Instant leaseUntil,
            @Nullable Instant completedAt,
            Instant expiresAt) {
        this(stored, key, operation, tenant, createdAt, leaseUntil, completedAt, expiresAt, false);
    }
}
