package io.github.idempotency.store.jpa.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of what records take, so that the host's schema validation and generation know it, see {@link IdempotencyRecord}. */
@Entity(name = "IdempotencyUsage")
@Table(name = "idempotency_usage")
@SuppressWarnings({"unused", "NullAway.Init"}) // the persistence provider sets the fields
public class IdempotencyUsage {

    @Id
    @Column(name = "id", nullable = false, columnDefinition = "uuid")
    private UUID id;

    @Column(name = "measured_at", nullable = false, columnDefinition = "timestamptz")
    private Instant measuredAt;

    @Column(name = "records", nullable = false, columnDefinition = "bigint")
    private long records;

    @Column(name = "bytes", nullable = false, columnDefinition = "bigint")
    private long bytes;

    @Column(name = "state", columnDefinition = "smallint")
    private @Nullable Short state;

    @Column(name = "tenant_source", length = 20)
    private @Nullable String tenantSource;

    @Column(name = "tenant", length = 255)
    private @Nullable String tenant;

    @Column(name = "operation", length = 255)
    private @Nullable String operation;

    /** For the persistence provider. */
    protected IdempotencyUsage() {}
}
