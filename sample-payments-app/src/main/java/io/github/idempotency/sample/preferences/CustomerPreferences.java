package io.github.idempotency.sample.preferences;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "customer_preferences")
class CustomerPreferences {

    @Id
    @Column(length = 64)
    private String customerId;

    @Column(nullable = false, columnDefinition = "text")
    private String document;

    @Column(nullable = false)
    private long revision;

    @Column(nullable = false)
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init")
    protected CustomerPreferences() {}

    String customerId() {
        return customerId;
    }

    String document() {
        return document;
    }

    long revision() {
        return revision;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
