package io.github.idempotency.sample.payments;

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

/** A payment that was charged by the provider and debited from the account. */
@Entity
@Table(name = "payment")
class Payment {

    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    private @Nullable UUID id;

    @Column(nullable = false, length = 64)
    private String accountId;

    @Column(nullable = false, precision = 19, scale = 2)
    private BigDecimal amount;

    @Column(nullable = false, precision = 19, scale = 2, updatable = false)
    private BigDecimal refunded = BigDecimal.ZERO.setScale(2);

    @Column(nullable = false, length = 3)
    private String currency;

    @Column(nullable = false, length = 64, unique = true)
    private String reference;

    @Column(nullable = false)
    private Instant createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @SuppressWarnings("NullAway.Init")
    protected Payment() {}

    Payment(CreatePayment request, String reference) {
        this.accountId = request.accountId();
        this.amount = request.amount().setScale(2);
        this.currency = request.currency();
        this.reference = reference;
    }

    UUID id() {
        return Objects.requireNonNull(id);
    }

    String accountId() {
        return accountId;
    }

    BigDecimal amount() {
        return amount;
    }

    boolean answers(CreatePayment request) {
        return accountId.equals(request.accountId())
                && amount.compareTo(request.amount()) == 0
                && currency.equals(request.currency());
    }

    PaymentView view() {
        return view(refunded);
    }

    /** As it was before any refund. */
    PaymentView viewAtCreation() {
        return view(BigDecimal.ZERO.setScale(2));
    }

    private PaymentView view(BigDecimal refunded) {
        return new PaymentView(id(), accountId, amount, currency, refunded, reference, createdAt);
    }
}
