package io.github.idempotency.web.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;

@Entity
class Deposit {

    @Id
    private UUID id = UUID.randomUUID();

    @Column(nullable = false)
    private String account;

    protected Deposit() {}

    Deposit(String account) {
        this.account = account;
    }
}
