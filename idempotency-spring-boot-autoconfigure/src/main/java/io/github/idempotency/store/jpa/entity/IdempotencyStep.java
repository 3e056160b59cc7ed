package io.github.idempotency.store.jpa.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table of steps, so that the host's schema validation and generation know it, see {@link IdempotencyRecord}. */
@Entity(name = "IdempotencyStep")
@Table(name = "idempotency_step")
@SuppressWarnings({"unused", "serial", "NullAway.Init"}) // the persistence provider sets the fields
public class IdempotencyStep implements Serializable {

    @Id
    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(
            name = "record_id",
            nullable = false,
            updatable = false,
            columnDefinition = "uuid",
            foreignKey =
                    @ForeignKey(
                            name = "idempotency_step_record_id_fkey",
                            foreignKeyDefinition =
                                    "FOREIGN KEY (record_id) REFERENCES idempotency_record (id) ON DELETE CASCADE"))
    private IdempotencyRecord record;

    @Id
    @Column(name = "name", nullable = false, updatable = false, length = 100)
    private String name;

    @Column(name = "fence", nullable = false, updatable = false, columnDefinition = "bigint")
    private long fence;

    @Column(name = "finished_at", nullable = false, updatable = false, columnDefinition = "timestamptz")
    private Instant finishedAt;

    @Column(name = "compensated_at", columnDefinition = "timestamptz")
    private @Nullable Instant compensatedAt;

    @Column(name = "result", columnDefinition = "bytea")
    private byte @Nullable [] result;

    /** For the persistence provider. */
    protected IdempotencyStep() {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdempotencyStep step && record.equals(step.record) && name.equals(step.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(record, name);
    }
}
