package io.github.idempotency.web.app;

import io.github.idempotency.store.jpa.JpaIdempotencyStore;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionExecutionListener;

/** A second transaction manager on the same data source, not a bean so that Boot's own stays the only one. */
@Component
class JdbcTransactions {

    private final JdbcTransactionManager manager;

    JdbcTransactions(DataSource dataSource, JpaIdempotencyStore store) {
        manager = new JdbcTransactionManager(dataSource);
        TransactionExecutionListener marker = store.appliedMarker();
        manager.addListener(marker);
    }

    JdbcTransactionManager manager() {
        return manager;
    }
}
