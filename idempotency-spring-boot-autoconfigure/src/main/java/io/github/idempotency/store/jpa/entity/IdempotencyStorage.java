package io.github.idempotency.store.jpa.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table of storage, so that the host's schema validation and generation know it, see {@link IdempotencyRecord}. */
@Entity(name = "IdempotencyStorage")
@Table(name = "idempotency_storage")
@SuppressWarnings({"unused", "serial", "NullAway.Init"}) // the persistence provider sets the fields
public class IdempotencyStorage implements Serializable {

    @Id
    @Column(name = "day", nullable = false, updatable = false, columnDefinition = "timestamptz")
    private Instant day;

    @Id
    @Column(name = "operation", nullable = false, updatable = false, length = 255)
    private String operation;

    @Column(name = "measured_at", nullable = false, columnDefinition = "timestamptz")
    private Instant measuredAt;

    @Column(name = "records", nullable = false, columnDefinition = "bigint")
    private long records;

    @Column(name = "bytes", nullable = false, columnDefinition = "bigint")
    private long bytes;

    /** For the persistence provider. */
    protected IdempotencyStorage() {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdempotencyStorage storage
                && day.equals(storage.day)
                && operation.equals(storage.operation);
    }

    @Override
    public int hashCode() {
        return Objects.hash(day, operation);
    }
}
