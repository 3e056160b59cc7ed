package io.github.idempotency.sample.provider.simulator;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

@Entity
@Table(name = "provider_charge")
class ProviderCharge {

    @Id
    private UUID id;

    @Column(nullable = false, length = 255, unique = true)
    private String idempotencyKey;

    @Column(nullable = false, length = 64)
    private String reference;

    @Column(nullable = false, precision = 19, scale = 2)
    private BigDecimal amount;

    @Column(nullable = false, length = 3)
    private String currency;

    @Column(nullable = false)
    private boolean voided;

    @Column(nullable = false)
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected ProviderCharge() {}

    void giveBack() {
        this.voided = true;
    }

    boolean answers(ChargeRequest request) {
        return reference.equals(request.reference())
                && amount.compareTo(request.amount()) == 0
                && currency.equals(request.currency());
    }

    ChargeView view() {
        return new ChargeView(id, reference, amount, currency, voided, createdAt);
    }
}
