package io.github.idempotency.benchmarks.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;

@Entity
@Table(name = "account")
class Account {

    @Id
    @Column(length = 64)
    private String id;

    @Column(nullable = false, precision = 19, scale = 2, updatable = false)
    private BigDecimal balance;

    @SuppressWarnings("NullAway.Init")
    protected Account() {}

    String id() {
        return id;
    }

    BigDecimal balance() {
        return balance;
    }
}
