package io.github.idempotency.sample.refunds;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "refund")
class Refund {

    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    private @Nullable UUID id;

    @Column(nullable = false)
    private UUID paymentId;

    @Column(nullable = false, precision = 19, scale = 2)
    private BigDecimal amount;

    @Column(nullable = false)
    private Instant createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @SuppressWarnings("NullAway.Init")
    protected Refund() {}

    Refund(UUID paymentId, BigDecimal amount) {
        this.paymentId = paymentId;
        this.amount = amount.setScale(2);
    }

    UUID id() {
        return Objects.requireNonNull(id);
    }

    RefundView view() {
        return new RefundView(id(), paymentId, amount, createdAt);
    }
}
