package io.github.idempotency.autoconfigure.host.audited;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An audited entity. */
@Entity
@Table(name = "account")
@EntityListeners(AuditTrail.class)
public class Account {

    @Id
    private long id;

    private int balance;

    protected Account() {}

    boolean isRefused() {
        return balance < -100;
    }

    public void setBalance(int balance) {
        this.balance = balance;
    }
}
