package io.github.idempotency.web.app;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.jpa.AppliedMarker;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;

/** A second transaction manager on the same data source, not a bean so that Boot's own stays the only one. */
@Component
class JdbcTransactions {

    private final JdbcTransactionManager manager;

    JdbcTransactions(DataSource dataSource, ObjectProvider<IdempotencyStore> stores) {
        manager = new JdbcTransactionManager(dataSource);
        stores.ifAvailable(store -> manager.addListener(new AppliedMarker(manager, dataSource, Duration.ofSeconds(2))));
    }

    JdbcTransactionManager manager() {
        return manager;
    }
}
