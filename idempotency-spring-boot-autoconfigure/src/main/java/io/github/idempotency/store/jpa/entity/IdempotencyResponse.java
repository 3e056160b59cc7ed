package io.github.idempotency.store.jpa.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of responses, so that the host's schema validation and generation know it, see {@link IdempotencyRecord}. */
@Entity(name = "IdempotencyResponse")
@Table(name = "idempotency_response", options = "PARTITION BY RANGE (day)")
@SuppressWarnings({"unused", "serial", "NullAway.Init"}) // the persistence provider sets the fields
public class IdempotencyResponse implements Serializable {

    @Id
    @Column(name = "day", nullable = false, updatable = false, columnDefinition = "date")
    private LocalDate day;

    @Id
    @Column(name = "owner", nullable = false, updatable = false, columnDefinition = "uuid")
    private UUID owner;

    @Column(name = "id", nullable = false, columnDefinition = "uuid")
    private UUID id;

    @Column(name = "headers", columnDefinition = "text")
    private @Nullable String headers;

    @Column(name = "body", columnDefinition = "bytea")
    private byte @Nullable [] body;

    /** For the persistence provider. */
    protected IdempotencyResponse() {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdempotencyResponse response
                && day.equals(response.day)
                && owner.equals(response.owner);
    }

    @Override
    public int hashCode() {
        return Objects.hash(day, owner);
    }
}
