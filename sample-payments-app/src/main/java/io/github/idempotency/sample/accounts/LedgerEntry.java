package io.github.idempotency.sample.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "ledger_entry")
class LedgerEntry {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false, length = 64)
    private String accountId;

    @Column(nullable = false, precision = 19, scale = 2)
    private BigDecimal amount;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false, length = 16)
    private Cause.Kind kind;

    @Column(nullable = false)
    private UUID causeId;

    @Column(nullable = false)
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected LedgerEntry() {}

    LedgerEntry(String accountId, BigDecimal amount, Cause cause) {
        this.accountId = accountId;
        this.amount = amount;
        this.kind = cause.kind();
        this.causeId = cause.id();
        this.createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    LedgerEntry(Movement movement) {
        this(movement.accountId(), movement.amount().setScale(2), new Cause(movement.kind(), movement.causeId()));
    }

    LedgerEntryView view() {
        return new LedgerEntryView(amount, kind, causeId, createdAt);
    }
}
