package io.github.idempotency.actuate;

import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StoredRecord;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record without its key, and without the content of its response.
 *
 * @param id          its id
 * @param hash        what it is called in logs
 * @param operation   the operation
 * @param tenant      name of the tenant, empty for anonymous callers
 * @param state       {@code in-progress}, {@code completed}, {@code uncertain}, {@code suspended}, {@code compensating} or
 *                    {@code compensated}
 * @param applied     whether a transaction with effects of the execution has committed; always false in mode ATOMIC
 * @param hasSteps    whether its execution has finished steps
 * @param fence       number of the latest claim
 * @param created     when it was claimed first
 * @param leaseUntil  when its lease ends or ended
 * @param leaseLapsed whether its lease has ended, by the store's clock
 * @param completedAt when it was completed, null if it is not
 * @param expiresAt   when its key expires
 * @param status      status of the stored response, null if there is none
 */
public record RecordDescriptor(
        UUID id,
        String hash,
        String operation,
        String tenant,
        String state,
        boolean applied,
        boolean hasSteps,
        long fence,
        Instant created,
        Instant leaseUntil,
        boolean leaseLapsed,
        @Nullable Instant completedAt,
        Instant expiresAt,
        @Nullable Integer status) {

    static RecordDescriptor of(RecordDetails record) {
        StoredRecord stored = record.stored();
        Envelope envelope = stored.envelope();
        UUID id = stored.claim().id();
        return new RecordDescriptor(
                id,
                RecordKey.shortHash(id),
                record.operation(),
                record.tenant(),
                stored.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                stored.applied(),
                record.hasSteps(),
                stored.claim().fence(),
                record.createdAt(),
                record.leaseUntil(),
                stored.leaseLapsed(),
                record.completedAt(),
                record.expiresAt(),
                envelope == null ? null : envelope.status());
    }
}
