package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.DepositService;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Under SERIALIZABLE the database may refuse a commit for the sake of another transaction. */
class SerializationFailureTests {

    private final TestDatabase database = PostgresServer.createDatabase();

    @AfterEach
    void reset() {
        DepositService.beforeCommit = () -> {};
    }

    @Test
    void ofAnAtomicCommitIsNoErrorOfTheApplicationAndTheRetrySucceeds() throws Exception {
        try (Host host = Host.start(
                        database,
                        List.of(TestApplication.class),
                        "spring.flyway.locations=classpath:db/testapp",
                        "spring.datasource.hikari.transaction-isolation=TRANSACTION_SERIALIZABLE");
                Connection rival =
                        DriverManager.getConnection(database.url(), database.username(), database.password())) {
            rival.setAutoCommit(false);
            rival.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            AtomicBoolean first = new AtomicBoolean(true);
            DepositService.beforeCommit = () -> {
                if (first.getAndSet(false)) {
                    commit(rival);
                }
            };
            execute(rival, "SELECT count(*) FROM deposit WHERE account = 'skew'");
            execute(rival, "INSERT INTO deposit (id, account) VALUES (gen_random_uuid(), 'skew')");

            HttpResponse<byte[]> refused = host.http.post("/atomic/counted?account=skew", "{}", "Idempotency-Key", "k");
            assertThat(first).isFalse();
            ApplicationTests.assertProblem(refused, 503, "store-unavailable", true);
            HttpResponse<byte[]> retried = host.http.post("/atomic/counted?account=skew", "{}", "Idempotency-Key", "k");
            assertThat(retried.statusCode()).isEqualTo(201);
            assertThat(HttpCalls.text(retried)).isEqualTo("deposit number 2");
            ApplicationTests.assertReplay(
                    host.http.post("/atomic/counted?account=skew", "{}", "Idempotency-Key", "k"), retried);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
