package io.github.idempotency.benchmarks.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
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
@Table(name = "payment")
class Payment {

    /** Makes the answer about 800 bytes long. */
    private static final String TERMS = "The terms of this payment go on and on and on. ".repeat(12);

    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    private @Nullable UUID id;

    @Column(nullable = false, length = 64)
    private String accountId;

    @Column(nullable = false, precision = 19, scale = 2)
    private BigDecimal amount;

    @Column(nullable = false, length = 3)
    private String currency;

    @Column(nullable = false)
    private Instant createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @SuppressWarnings("NullAway.Init")
    protected Payment() {}

    Payment(Order order) {
        this.accountId = order.account();
        this.amount = order.amount();
        this.currency = order.currency();
    }

    PaymentView view() {
        return new PaymentView(id, accountId, amount, currency, createdAt, TERMS);
    }

    record PaymentView(
            @Nullable UUID id, String account, BigDecimal amount, String currency, Instant createdAt, String terms) {}
}
