package com.example.twodatabases;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostSpec;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The records are in the second database, beside the effects; neither is a default candidate for injection. */
class TwoDatabasesHostIT extends HostContract {

    private final TestDatabase orders = PostgresServer.createDatabase();

    @Override
    protected HostSpec host() {
        return HostSpec.of(TwoDatabasesHost.class)
                .database(database)
                .properties(
                        SHORT_LEASE,
                        "shop.orders.jdbc-url=" + orders.url(),
                        "shop.orders.username=" + orders.username(),
                        "shop.orders.password=" + orders.password(),
                        "shop.orders.maximum-pool-size=4");
    }

    @Override
    protected void createSchema() throws SQLException {
        execute(orders, "CREATE TABLE orders (id bigserial PRIMARY KEY, item text NOT NULL)");
    }

    @Override
    protected long effects(String item) throws SQLException {
        return count(orders, "SELECT count(*) FROM orders WHERE item = ?", item);
    }

    /** A handler may still write through the other manager, which is the default: the start says so. */
    @Override
    protected boolean isExpectedWarning(String line) {
        return isAboutEffects(line);
    }

    @Test
    void namesTheManagerThatDoesNotMark() {
        assertThat(process.startLog())
                .filteredOn(TwoDatabasesHostIT::isAboutEffects)
                .singleElement()
                .asString()
                .contains("'create-order'", "'transactionManager'", "[ordersTransactionManager]");
    }

    private static boolean isAboutEffects(String line) {
        return line.contains("ProtectionReport") && line.contains("may happen twice after a crash");
    }

    @Test
    void recordsAreInTheSecondDatabaseOnly() throws SQLException {
        assertThat(hasTable(orders, "idempotency_record")).isTrue();
        assertThat(count(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isZero();
    }

    @Test
    void doesNotRepeatAnEffectAfterACrash() throws Exception {
        assertProblem(retryAfterACrash(), 409, "outcome-unknown");
    }
}
