package io.github.idempotency.sample.transfers;

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
@Table(name = "transfer")
class Transfer {

    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    private @Nullable UUID id;

    @Column(nullable = false, length = 64)
    private String fromAccount;

    @Column(nullable = false, length = 64)
    private String toAccount;

    @Column(nullable = false, precision = 19, scale = 2)
    private BigDecimal amount;

    @Column(nullable = false)
    private Instant createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @SuppressWarnings("NullAway.Init")
    protected Transfer() {}

    Transfer(CreateTransfer request) {
        this.fromAccount = request.from();
        this.toAccount = request.to();
        this.amount = request.amount().setScale(2);
    }

    UUID id() {
        return Objects.requireNonNull(id);
    }

    TransferView view() {
        return new TransferView(id(), fromAccount, toAccount, amount, createdAt);
    }
}
