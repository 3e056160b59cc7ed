package io.github.idempotency.store.jpa.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The table of tasks, so that the host's schema validation and generation know it, see {@link IdempotencyRecord}. */
@Entity(name = "IdempotencyTask")
@Table(name = "idempotency_task")
@SuppressWarnings({"unused", "NullAway.Init"}) // the persistence provider sets the fields
public class IdempotencyTask {

    @Id
    @Column(name = "name", nullable = false, length = 50)
    private String name;

    @Column(name = "owner", nullable = false, columnDefinition = "uuid")
    private UUID owner;

    @Column(name = "lease_until", nullable = false, columnDefinition = "timestamptz")
    private Instant leaseUntil;

    /** For the persistence provider. */
    protected IdempotencyTask() {}
}
