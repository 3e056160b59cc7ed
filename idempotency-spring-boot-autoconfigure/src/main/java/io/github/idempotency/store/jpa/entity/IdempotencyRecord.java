package io.github.idempotency.store.jpa.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table of records, so that the host's schema validation and generation know it. Every name and type is spelled out:
 * the host's naming strategy and type preferences must not change them. The store reads and writes the table with statements
 * of its own; applications should do neither.
 */
@Entity(name = "IdempotencyRecord")
@Table(
        name = "idempotency_record",
        indexes = {
            @Index(name = "idempotency_record_expires_at_idx", columnList = "expires_at"),
            @Index(
                    name = "idempotency_record_result_expires_at_idx",
                    columnList = "result_expires_at",
                    options = "WHERE result_expires_at < expires_at AND result_expires_at > '-infinity'")
        })
@SuppressWarnings({"unused", "NullAway.Init"}) // the persistence provider sets the fields
public class IdempotencyRecord {

    @Id
    @Column(name = "id", nullable = false, updatable = false, columnDefinition = "uuid")
    private UUID id;

    @Column(name = "owner", nullable = false, columnDefinition = "uuid")
    private UUID owner;

    @Column(name = "fence", nullable = false, columnDefinition = "bigint")
    private long fence;

    @Column(name = "state", nullable = false, columnDefinition = "smallint")
    private short state;

    @Column(name = "applied", nullable = false, columnDefinition = "boolean")
    private boolean applied;

    @Column(name = "format_version", nullable = false, columnDefinition = "smallint")
    private short formatVersion;

    @Column(name = "created_at", nullable = false, updatable = false, columnDefinition = "timestamptz")
    private Instant createdAt;

    @Column(name = "expires_at", nullable = false, updatable = false, columnDefinition = "timestamptz")
    private Instant expiresAt;

    @Column(name = "result_expires_at", updatable = false, columnDefinition = "timestamptz")
    private @Nullable Instant resultExpiresAt;

    @Column(name = "lease_until", nullable = false, columnDefinition = "timestamptz")
    private Instant leaseUntil;

    @Column(name = "completed_at", columnDefinition = "timestamptz")
    private @Nullable Instant completedAt;

    @Column(name = "tenant_source", nullable = false, updatable = false, length = 20)
    private String tenantSource;

    @Column(name = "tenant", nullable = false, updatable = false, length = 255)
    private String tenant;

    @Column(name = "operation", nullable = false, updatable = false, length = 255)
    private String operation;

    @Column(name = "idempotency_key", nullable = false, updatable = false, length = 255)
    private String idempotencyKey;

    @Column(name = "fingerprint_version", nullable = false, updatable = false, columnDefinition = "smallint")
    private short fingerprintVersion;

    @Column(name = "fingerprint", nullable = false, updatable = false, columnDefinition = "bytea")
    private byte[] fingerprint;

    @Column(name = "status", columnDefinition = "integer")
    private @Nullable Integer status;

    @Column(name = "headers", columnDefinition = "text")
    private @Nullable String headers;

    @Column(name = "has_steps", nullable = false, columnDefinition = "boolean default false")
    private boolean hasSteps;

    @Column(name = "body", columnDefinition = "bytea")
    private byte @Nullable [] body;

    @Column(name = "response_day", columnDefinition = "date")
    private @Nullable LocalDate responseDay;

    @Column(name = "response_size", columnDefinition = "integer")
    private @Nullable Integer responseSize;

    /** For the persistence provider. */
    protected IdempotencyRecord() {}
}
