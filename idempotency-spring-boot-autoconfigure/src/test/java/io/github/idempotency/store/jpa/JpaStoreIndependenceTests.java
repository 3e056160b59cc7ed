package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.test.TestDatabase;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What the store must not depend on: the caller's transaction and session, clocks, pool settings, a healthy network. */
class JpaStoreIndependenceTests {

    private static final Envelope OK = new Envelope(200, List.of(), new byte[] {1});

    private JpaTestContext context;

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void claimOutlivesTheCallersTransaction() {
        context = new JpaTestContext();
        ClaimRequest request = request();
        context.inTransaction().executeWithoutResult(outer -> {
            claim(request);
            outer.setRollbackOnly();
        });
        assertThat(context.store.find(request.key().id())).isPresent();
    }

    @Test
    void appliedMarkerSharesTheFateOfTheCallersTransaction() {
        context = new JpaTestContext();
        Claim claim = claim(request());
        context.inTransaction().executeWithoutResult(outer -> {
            assertThat(context.store.markApplied(claim)).isTrue();
            outer.setRollbackOnly();
        });
        assertThat(isApplied(claim)).isFalse();
        context.inTransaction().executeWithoutResult(outer -> {
            assertThat(context.store.markApplied(claim)).isTrue();
            assertThat(isApplied(claim)).isFalse();
        });
        assertThat(isApplied(claim)).isTrue();
    }

    @Test
    void sessionOfTheRequestIsNotTouched() {
        context = new JpaTestContext();
        EntityManager openInView = context.entityManagerFactory.createEntityManager();
        TransactionSynchronizationManager.bindResource(
                context.entityManagerFactory, new EntityManagerHolder(openInView));
        try {
            Claim claim = claim(request());
            assertThat(context.store.complete(claim, OK)).isTrue();
            assertThat(context.store.countRecords()).hasSize(1);
            assertThat(context.pool.getHikariPoolMXBean().getActiveConnections())
                    .isZero();
        } finally {
            TransactionSynchronizationManager.unbindResource(context.entityManagerFactory);
            openInView.close();
        }
    }

    @Test
    void everyVerbIsOneStatement() {
        context = new JpaTestContext();
        ClaimRequest request = request();
        context.counter.reset();
        Claim claim = claim(request);
        assertThat(context.counter.statements()).hasSize(1);
        context.store.complete(claim, OK);
        assertThat(context.counter.statements()).hasSize(2);
        assertThat(context.store.claim(request)).isInstanceOf(ClaimAttempt.Occupied.class);
        assertThat(context.counter.statements()).hasSize(3);
        assertThat(context.counter.commits()).isZero();
    }

    @Test
    void worksWithAPoolThatDoesNotAutoCommit() {
        context = new JpaTestContext(
                pool -> pool.setAutoCommit(false), Map.of("hibernate.connection.provider_disables_autocommit", "true"));
        context.counter.reset();
        Claim claim = claim(request());
        assertThat(context.counter.statements()).hasSize(1);
        assertThat(context.counter.commits()).isZero();
        assertThat(context.observer.queryForObject("SELECT count(*) FROM idempotency_record", Integer.class))
                .isOne();
        assertThat(context.store.complete(claim, OK)).isTrue();
        assertThat(context.store.find(claim.id()).orElseThrow().envelope()).isNotNull();
        assertThat(context.store.countRecords()).hasSize(1);
        context.inTransaction().executeWithoutResult(status -> context.observer.execute("SELECT 1"));
        assertThat(context.observer.queryForObject(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'",
                        Integer.class))
                .isZero();
    }

    @Test
    void claimsAreExactUnderSerializableAsTheDefaultIsolation() {
        context = new JpaTestContext(pool -> pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE"), Map.of());
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 30; round++) {
                ClaimRequest request = request();
                List<CompletableFuture<ClaimAttempt>> attempts = IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> context.store.claim(new ClaimRequest(
                                        request.key(),
                                        UUID.randomUUID(),
                                        request.fingerprint(),
                                        request.lease(),
                                        request.retention(),
                                        request.resultRetention())),
                                executor))
                        .toList();
                assertThat(attempts.stream().map(CompletableFuture::join))
                        .filteredOn(ClaimAttempt.Claimed.class::isInstance)
                        .hasSize(1);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void fiftyThreadsShareAPoolOfOne() {
        context = new JpaTestContext(pool -> pool.setMaximumPoolSize(1), Map.of());
        ExecutorService executor = Executors.newFixedThreadPool(50);
        try {
            List<CompletableFuture<Boolean>> all = IntStream.range(0, 50)
                    .mapToObj(i ->
                            CompletableFuture.supplyAsync(() -> context.store.complete(claim(request()), OK), executor))
                    .toList();
            assertThat(all.stream().map(CompletableFuture::join)).containsOnly(true);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void timeIsTheDatabases() {
        context = new JpaTestContext();
        Claim claim = claim(request());
        context.letPass(Duration.ofSeconds(31));
        assertThat(context.store.find(claim.id()).orElseThrow().leaseLapsed()).isTrue();
        assertThat(context.observer.queryForObject(
                        "SELECT expires_at - created_at > interval '6 days 23 hours' FROM idempotency_record",
                        Boolean.class))
                .isTrue();
        assertThat(JpaIdempotencyStore.class.getDeclaredFields())
                .noneMatch(field -> java.time.InstantSource.class.isAssignableFrom(field.getType()));
    }

    @Test
    void readOnlyDatabaseIsUnavailable() {
        context = new JpaTestContext(
                pool -> pool.setConnectionInitSql("SET default_transaction_read_only = on"), Map.of());
        ClaimRequest request = request();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> context.store.claim(request))
                .withMessageContaining("read-only")
                .withMessageContaining("25006")
                .withMessageNotContaining(request.key().key());
    }

    @Test
    void connectionsToAServerThatBecameReadOnlyAreReplacedByOnesToTheNewPrimary() throws SQLException {
        context = new JpaTestContext(pool -> pool.setMaximumPoolSize(3), Map.of());
        TestDatabase database = context.database;
        JdbcTemplate server = new JdbcTemplate(new DriverManagerDataSource(
                database.url().replace("/" + database.name(), "/postgres"), database.username(), database.password()));
        server.execute("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
        context.pool.getHikariPoolMXBean().softEvictConnections();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> context.store.claim(request()))
                .withMessageContaining("25006");
        openAllConnections(3);
        server.execute("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = off");

        // Each attempt parts with one of them.
        await().atMost(Duration.ofSeconds(10))
                .ignoreException(StoreUnavailableException.class)
                .until(() -> {
                    claim(request());
                    return true;
                });
        claim(request());
    }

    @Test
    void transactionsOfAServerThatBecameReadOnlyAreReplacedToo() {
        context = new JpaTestContext(pool -> pool.setMaximumPoolSize(1), Map.of());
        readOnlySession();
        AtomicStore.Attempt attempt = context.store.begin(request());
        assertThat(attempt).isInstanceOf(AtomicStore.Attempt.Begun.class);
        ((AtomicStore.Attempt.Begun) attempt).transaction().rollback();
        assertThat(context.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void aReadOnlySessionCostsNoRequest() {
        context = new JpaTestContext(pool -> pool.setMaximumPoolSize(1), Map.of());
        readOnlySession();
        claim(request());
    }

    private void openAllConnections(int size) throws SQLException {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            open.add(context.pool.getConnection());
        }
        for (Connection connection : open) {
            connection.close();
        }
    }

    /** Makes the pool's one connection what a connection to a former primary is. */
    private void readOnlySession() {
        context.inTransaction()
                .executeWithoutResult(status -> new JdbcTemplate(context.dataSource)
                        .execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"));
    }

    @Test
    void killedConnectionsAreUnavailableAndThenReplaced() {
        context = new JpaTestContext(pool -> pool.setMaximumPoolSize(1), Map.of());
        claim(request());
        context.observer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> context.store.claim(request()))
                .withMessageContaining("connection");
        claim(request());
    }

    @Test
    void hangingDatabaseHoldsNobodyForLong() {
        context = new JpaTestContext();
        JpaIdempotencyStore impatient = new JpaIdempotencyStore(
                context.entityManagerFactory,
                context.transactionManager,
                Duration.ofMillis(300),
                true,
                EnvelopeCodec.PLAIN);
        Claim claim = claim(request());
        context.inTransaction().executeWithoutResult(lock -> {
            new org.springframework.jdbc.core.JdbcTemplate(context.dataSource)
                    .queryForList("SELECT 1 FROM idempotency_record FOR UPDATE");
            long start = System.nanoTime();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> impatient.complete(claim, OK))
                    .withMessageContaining("idempotency.store.claim-timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        });
        assertThat(context.store.renew(Set.of(claim), Duration.ofSeconds(30)).size())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void onlyResponsesOfAppliedEffectsMayGoUnflushed() {
        context = new JpaTestContext(pool -> pool.setConnectionInitSql("SET synchronous_commit = on"), Map.of());
        JpaIdempotencyStore relaxed = new JpaIdempotencyStore(
                context.entityManagerFactory,
                context.transactionManager,
                Duration.ofSeconds(5),
                false,
                EnvelopeCodec.PLAIN);
        assertThat(completionsOnDisk(relaxed, true)).contains(false);
        assertThat(completionsOnDisk(relaxed, false)).contains(true);
        assertThat(completionsOnDisk(context.store, true)).contains(true);
    }

    private List<Boolean> completionsOnDisk(JpaIdempotencyStore store, boolean applied) {
        return IntStream.range(0, 20)
                .mapToObj(i -> {
                    Claim claim = claim(request());
                    if (applied) {
                        store.markApplied(claim);
                    }
                    assertThat(store.complete(claim, OK)).isTrue();
                    return context.observer.queryForObject(
                            "SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn()", Boolean.class);
                })
                .toList();
    }

    @Test
    void exhaustedPoolIsUnavailable() {
        context = new JpaTestContext(
                pool -> {
                    pool.setMaximumPoolSize(1);
                    pool.setConnectionTimeout(250);
                },
                Map.of());
        context.inTransaction().executeWithoutResult(holder -> {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> context.store.checkConnection())
                    .withMessageContaining("pool");
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> context.store.claim(request()));
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> context.store.begin(request()));
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
        });
        context.store.checkConnection();
    }

    @Test
    void checkingTheConnectionRunsNoStatement() {
        context = new JpaTestContext();
        context.counter.reset();
        context.store.checkConnection();
        assertThat(context.counter.statements()).isEmpty();
    }

    @Test
    void newerStateIsNotActedUpon() {
        context = new JpaTestContext();
        ClaimRequest request = request();
        claim(request);
        context.observer.update("UPDATE idempotency_record SET state = 9, format_version = 3");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> context.store.claim(request))
                .withMessageContaining("newer version");
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> context.store.begin(request));
        assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 1})
    void completionStaysAHotUpdate(int daysOfResult) {
        context = new JpaTestContext();
        for (int i = 0; i < 200; i++) {
            context.store.complete(claim(request(Duration.ofDays(daysOfResult))), OK);
        }
        // An idle server process hands its statistics in after 10 s (PostgreSQL: PGSTAT_IDLE_INTERVAL), one that ends
        // at once.
        context.pool.close();
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(updates("n_tup_upd")).isEqualTo(200));
        assertThat(updates("n_tup_hot_upd")).isGreaterThanOrEqualTo(180);
    }

    private long updates(String column) {
        return context.observer.queryForObject(
                "SELECT " + column + " FROM pg_stat_user_tables WHERE relname = 'idempotency_record'", Long.class);
    }

    private Claim claim(ClaimRequest request) {
        return ((ClaimAttempt.Claimed) context.store.claim(request)).claim();
    }

    private boolean isApplied(Claim claim) {
        return context.observer.queryForObject(
                "SELECT applied FROM idempotency_record WHERE id = ?", Boolean.class, claim.id());
    }

    private static ClaimRequest request() {
        return request(Duration.ofDays(7));
    }

    private static ClaimRequest request(Duration resultRetention) {
        return new ClaimRequest(
                new RecordKey(
                        Tenant.anonymous(), "create-payment", UUID.randomUUID().toString()),
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                Duration.ofSeconds(30),
                Duration.ofDays(7),
                resultRetention);
    }
}
