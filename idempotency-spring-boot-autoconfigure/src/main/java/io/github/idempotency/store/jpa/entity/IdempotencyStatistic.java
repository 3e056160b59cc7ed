package io.github.idempotency.store.jpa.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table of statistics, so that the host's schema validation and generation know it, see {@link IdempotencyRecord}. */
@Entity(name = "IdempotencyStatistic")
@Table(name = "idempotency_statistic")
@SuppressWarnings({"unused", "serial", "NullAway.Init"}) // the persistence provider sets the fields
public class IdempotencyStatistic implements Serializable {

    @Id
    @Column(name = "minute", nullable = false, updatable = false, columnDefinition = "timestamptz")
    private Instant minute;

    @Id
    @Column(name = "client_version", nullable = false, updatable = false, length = 40)
    private String clientVersion;

    @Id
    @Column(name = "operation", nullable = false, updatable = false, length = 255)
    private String operation;

    @Id
    @Column(name = "outcome", nullable = false, updatable = false, length = 30)
    private String outcome;

    @Column(name = "requests", nullable = false, columnDefinition = "bigint")
    private long requests;

    /** For the persistence provider. */
    protected IdempotencyStatistic() {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdempotencyStatistic statistic
                && minute.equals(statistic.minute)
                && operation.equals(statistic.operation)
                && outcome.equals(statistic.outcome)
                && clientVersion.equals(statistic.clientVersion);
    }

    @Override
    public int hashCode() {
        return Objects.hash(minute, operation, outcome, clientVersion);
    }
}
