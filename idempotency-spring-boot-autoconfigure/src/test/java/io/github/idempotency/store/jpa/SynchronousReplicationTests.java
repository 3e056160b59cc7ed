package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.AtomicStore.Attempt;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.CommitOutcomeUnknownException;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.test.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Commits whose wait for a synchronous standby is cancelled: they are on this server, and a failover would lose them. */
class SynchronousReplicationTests {

    private static EmbeddedPostgres server;
    private static JpaTestContext context;
    /** Its own commits wait for nobody. */
    private static JdbcTemplate administrator;

    private final ClaimRequest request = new ClaimRequest(
            new RecordKey(
                    Tenant.anonymous(), "create-transfer", UUID.randomUUID().toString()),
            UUID.randomUUID(),
            new Fingerprint(1, new byte[32]),
            Duration.ofSeconds(30),
            Duration.ofDays(7),
            Duration.ofDays(7));

    private volatile boolean cancelling = true;
    private Thread canceller;

    @BeforeAll
    static void open() throws Exception {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "on")
                .start();
        TestDatabase database = new TestDatabase("postgres", server.getJdbcUrl("postgres", "postgres"), "postgres", "");
        context = new JpaTestContext(database, pool -> {}, Map.of());
        administrator = new JdbcTemplate(
                new DriverManagerDataSource(database.url() + "&options=-csynchronous_commit=local", "postgres", ""));
    }

    @AfterAll
    static void close() throws Exception {
        context.close();
        server.close();
    }

    @BeforeEach
    void cancelWaits() {
        canceller = new Thread(() -> {
            while (cancelling) {
                administrator.queryForList(
                        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
                LockSupport.parkNanos(20_000_000);
            }
        });
        canceller.start();
    }

    @AfterEach
    void stopCancelling() throws Exception {
        standby("");
        cancelling = false;
        canceller.join();
    }

    /** Names the standby that commits wait for; it takes a moment until they do. */
    private static void standby(String name) {
        administrator.execute("ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
        administrator.execute("SELECT pg_reload_conf()");
        await().until(() -> isWaitedFor() == !name.isEmpty());
    }

    private static boolean isWaitedFor() {
        return Boolean.TRUE.equals(context.observer.execute((Connection connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS probe (id int)");
                statement.execute("INSERT INTO probe VALUES (1)");
                return statement.getWarnings() != null;
            }
        }));
    }

    @Test
    void aClaimIsNotGranted() {
        standby("nobody");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> context.store.claim(request))
                .withMessageContaining("committed on the primary only");
        Claim granted = new Claim(request.key().id(), 1, request.owner());
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> context.store.confirm(granted));
        standby("");

        assertThat(context.store.confirm(granted)).isTrue();
        assertThat(context.store.find(granted.id()).orElseThrow().claim()).isEqualTo(granted);
    }

    @Test
    void aTakeoverIsNotGranted() {
        Claim claim = ((ClaimAttempt.Claimed) context.store.claim(request)).claim();
        context.store.lapse(claim);
        standby("nobody");

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> context.store.takeOver(claim, UUID.randomUUID(), Duration.ofSeconds(30)));
    }

    @Test
    void aResponseIsNotStored() {
        Claim claim = ((ClaimAttempt.Claimed) context.store.claim(request)).claim();
        standby("nobody");

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> context.store.complete(claim, Envelope.notStored(201)));
    }

    @Test
    void anAtomicExecutionIsOfUnknownOutcome() {
        Attempt.Begun begun = (Attempt.Begun) context.store.begin(request);
        standby("nobody");

        assertThatExceptionOfType(CommitOutcomeUnknownException.class)
                .isThrownBy(() -> begun.transaction().commit(Envelope.notStored(201)));
        assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
        assertThat(context.store.find(request.key().id()).orElseThrow().state()).isEqualTo(RecordState.COMPLETED);
    }
}
