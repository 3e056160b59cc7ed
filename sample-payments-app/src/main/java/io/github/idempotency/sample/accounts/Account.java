package io.github.idempotency.sample.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;

/** An account. Its balance is only changed by the statements of {@link AccountRepository}, never through this object. */
@Entity
@Table(name = "account")
class Account {

    @Id
    @Column(length = 64)
    private String id;

    @Column(nullable = false, precision = 19, scale = 2, updatable = false)
    private BigDecimal balance;

    @Column(nullable = false, length = 3, updatable = false)
    private String currency;

    @SuppressWarnings("NullAway.Init")
    protected Account() {}

    String id() {
        return id;
    }

    BigDecimal balance() {
        return balance;
    }

    String currency() {
        return currency;
    }
}
