package io.github.idempotency.store.jpa.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table of incidents, so that the host's schema validation and generation know it, see {@link IdempotencyRecord}. */
@Entity(name = "IdempotencyIncident")
@Table(
        name = "idempotency_incident",
        indexes = @Index(name = "idempotency_incident_record_id_idx", columnList = "record_id"))
@SuppressWarnings({"unused", "NullAway.Init"}) // the persistence provider sets the fields
public class IdempotencyIncident {

    @Id
    @Column(name = "id", nullable = false, updatable = false, columnDefinition = "uuid")
    private UUID id;

    @Column(name = "record_id", nullable = false, updatable = false, columnDefinition = "uuid")
    private UUID recordId;

    @Column(name = "fence", nullable = false, updatable = false, columnDefinition = "bigint")
    private long fence;

    @Column(name = "at", nullable = false, updatable = false, columnDefinition = "timestamptz")
    private Instant at;

    @Column(name = "event", nullable = false, updatable = false, length = 20)
    private String event;

    @Column(name = "operation", nullable = false, updatable = false, length = 255)
    private String operation;

    @Column(name = "tenant", nullable = false, updatable = false, length = 255)
    private String tenant;

    @Column(name = "actor", nullable = false, updatable = false, length = 255)
    private String actor;

    @Column(name = "reason", nullable = false, updatable = false, length = 1000)
    private String reason;

    /** For the persistence provider. */
    protected IdempotencyIncident() {}
}
