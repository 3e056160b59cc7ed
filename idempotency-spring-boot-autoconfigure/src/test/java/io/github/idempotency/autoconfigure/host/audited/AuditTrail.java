package io.github.idempotency.autoconfigure.host.audited;

import jakarta.persistence.PreUpdate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes in {@code REQUIRES_NEW} while Hibernate flushes. */
public class AuditTrail {

    private final ObjectProvider<PlatformTransactionManager> managers;
    private final JdbcTemplate jdbc;

    AuditTrail(ObjectProvider<PlatformTransactionManager> managers, JdbcTemplate jdbc) {
        this.managers = managers;
        this.jdbc = jdbc;
    }

    @PreUpdate
    void note(Account account) {
        if (account.isRefused()) {
            throw new IllegalStateException("The audit refuses it");
        }
        TransactionTemplate requiresNew = new TransactionTemplate(managers.getObject());
        requiresNew.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        requiresNew.executeWithoutResult(status -> jdbc.update("INSERT INTO audit (what) VALUES (?)", "update"));
    }
}
