package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.core.AtomicStore.Attempt;
import io.github.idempotency.core.AtomicTransaction;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class AtomicStoreTests {

    private static final Envelope CREATED =
            new Envelope(201, List.of(new Header("Location", "/transfers/1")), new byte[] {1, 2, 3});

    private static JpaTestContext context;
    private static JdbcTemplate business;

    private final ClaimRequest request = request();

    @BeforeAll
    static void open() {
        context = new JpaTestContext();
        context.observer.execute("CREATE TABLE effect (id text PRIMARY KEY)");
        context.observer.execute(
                "CREATE TABLE line (id text PRIMARY KEY, effect text NOT NULL REFERENCES effect (id) DEFERRABLE INITIALLY DEFERRED)");
        business = new JdbcTemplate(context.dataSource);
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @Test
    void recordAndEffectCommitTogether() {
        AtomicTransaction transaction = open(request);
        effect();
        assertThat(effects()).isZero();
        assertThat(context.store.find(request.key().id())).isEmpty();
        transaction.commit(CREATED);
        assertNothingIsOpen();
        assertThat(effects()).isOne();
        StoredRecord record = context.store.find(request.key().id()).orElseThrow();
        assertThat(record.state()).isEqualTo(RecordState.COMPLETED);
        assertThat(record.claim().owner()).isEqualTo(request.owner());
        assertThat(record.envelope().headers()).isEqualTo(CREATED.headers());
        assertThat(record.envelope().body()).isEqualTo(CREATED.body());
    }

    @Test
    void duplicateReadsTheCommittedRecord() {
        open(request).commit(CREATED);
        Attempt.Occupied second = (Attempt.Occupied) context.store.begin(again(request));
        assertThat(second.existing().claim().owner()).isEqualTo(request.owner());
        assertThat(second.existing().envelope().status()).isEqualTo(201);
        assertNothingIsOpen();
    }

    @Test
    void duplicateInFlightIsBusyAtOnceAndHoldsNothing() throws Exception {
        AtomicTransaction transaction = open(request);
        inOtherThread(() -> {
            assertThat(context.store.begin(again(request))).isEqualTo(new Attempt.Busy());
            assertNothingIsOpen();
            return null;
        });
        transaction.commit(CREATED);
        inOtherThread(() -> {
            assertThat(context.store.begin(again(request))).isInstanceOf(Attempt.Occupied.class);
            return null;
        });
    }

    @Test
    void entityManagerAndJdbcOfTheHandlerShareTheTransaction() {
        EntityManager entityManager =
                SharedEntityManagerCreator.createSharedEntityManager(context.entityManagerFactory);
        AtomicTransaction transaction = open(request);
        long ofJpa = ((Number) entityManager
                        .createNativeQuery("SELECT pg_current_xact_id()::text::bigint", Long.class)
                        .getSingleResult())
                .longValue();
        Long ofJdbc = business.queryForObject("SELECT pg_current_xact_id()::text::bigint", Long.class);
        assertThat(ofJdbc).isEqualTo(ofJpa);
        transaction.commit(CREATED);
        Long ofRecord = context.observer.queryForObject(
                "SELECT xmin::text::bigint FROM idempotency_record WHERE id = ?",
                Long.class,
                request.key().id());
        assertThat(ofRecord).isEqualTo(ofJpa);
    }

    @Test
    void rollbackStoresNothingAndFreesTheKey() {
        AtomicTransaction transaction = open(request);
        effect();
        transaction.rollback();
        transaction.rollback();
        assertNothingIsOpen();
        assertKeyIsFree();
    }

    @Test
    void rollbackOnlyTransactionIsNotCommitted() {
        AtomicTransaction transaction = open(request);
        context.inTransaction().executeWithoutResult(status -> {
            effect();
            status.setRollbackOnly();
        });
        assertThatExceptionOfType(UnexpectedRollbackException.class).isThrownBy(() -> transaction.commit(CREATED));
        assertNothingIsOpen();
        assertKeyIsFree();
    }

    @Test
    void swallowedSqlErrorIsNotCommitted() {
        AtomicTransaction transaction = open(request);
        effect();
        assertThatThrownBy(this::effect).isInstanceOf(DataIntegrityViolationException.class);
        assertThatExceptionOfType(UnexpectedRollbackException.class).isThrownBy(() -> transaction.commit(CREATED));
        assertKeyIsFree();
    }

    @Test
    void deferredConstraintThatFailsAtCommitReachesTheCaller() {
        AtomicTransaction transaction = open(request);
        effect();
        business.update(
                "INSERT INTO line VALUES (?, 'no such effect')", request.key().key());
        assertThatThrownBy(() -> transaction.commit(CREATED)).hasStackTraceContaining("line_effect_fkey");
        assertNothingIsOpen();
        assertKeyIsFree();
    }

    @Test
    void duplicateOfTheApplicationIsNotADuplicateOfTheKey() {
        context.observer.update("INSERT INTO effect VALUES (?)", request.key().key());
        AtomicTransaction transaction = open(request);
        assertThatThrownBy(this::effect).isInstanceOf(DataIntegrityViolationException.class);
        transaction.rollback();
        assertThat(context.store.find(request.key().id())).isEmpty();
    }

    @Test
    void refusalOfAnotherExecutionIsNotStoredWhileThisOneRunsAndDoesNotWaitForIt() {
        AtomicTransaction transaction = open(request);
        effect();
        assertThat(inOtherThread(() -> context.store.insertCompleted(again(request), Envelope.notStored(422))))
                .isFalse();
        transaction.commit(CREATED);
        assertThat(effects()).isOne();
        assertThat(context.store
                        .find(request.key().id())
                        .orElseThrow()
                        .envelope()
                        .status())
                .isEqualTo(201);
    }

    @Test
    void failureAfterTheCommitIsNotAFailure() {
        AtomicTransaction transaction = open(request);
        effect();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                throw new IllegalStateException("message broker is away");
            }
        });
        transaction.commit(CREATED);
        assertThat(effects()).isOne();
        assertThat(context.store.find(request.key().id())).isPresent();
        assertNothingIsOpen();
    }

    @Test
    void failureBeforeTheCommitIsAFailure() {
        AtomicTransaction transaction = open(request);
        effect();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                throw new IllegalStateException("no");
            }
        });
        assertThatThrownBy(() -> transaction.commit(CREATED)).hasMessage("no");
        assertKeyIsFree();
    }

    @Test
    void isNewInsideAnotherTransaction() {
        context.inTransaction().executeWithoutResult(outer -> {
            open(request).commit(CREATED);
            outer.setRollbackOnly();
        });
        assertThat(context.store.find(request.key().id())).isPresent();
    }

    @Test
    void claimOfALeasedExecutionStandsInTheWay() {
        context.store.claim(again(request));
        Attempt.Occupied attempt = (Attempt.Occupied) context.store.begin(request);
        assertThat(attempt.existing().state()).isEqualTo(RecordState.IN_PROGRESS);
        assertNothingIsOpen();
    }

    @Test
    void firstExecutionCostsTwoStatementsAndNoCommitMoreThanTheHandlerAndAReplayOneStatement() {
        context.counter.reset();
        AtomicTransaction transaction = open(request);
        effect();
        transaction.commit(CREATED);
        assertThat(context.counter.statements()).hasSize(3);
        assertThat(context.counter.commits()).isOne();

        context.counter.reset();
        assertThat(context.store.begin(again(request))).isInstanceOf(Attempt.Occupied.class);
        assertThat(context.counter.statements()).hasSize(1);
        assertThat(context.counter.commits()).isZero();
    }

    @Test
    void manyAtOnceRunOneEffect() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Boolean>> all = java.util.stream.IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> execute(context, again(request)), executor))
                    .toList();
            assertThat(all.stream().map(CompletableFuture::join)).containsOnlyOnce(true);
        } finally {
            executor.shutdownNow();
        }
        assertThat(context.observer.queryForObject("SELECT count(*) FROM effect WHERE id LIKE 'many-%'", Integer.class))
                .isOne();
    }

    @Test
    void holdsUnderSerializableAsTheDefaultIsolation() {
        try (JpaTestContext serializable =
                new JpaTestContext(pool -> pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE"), Map.of())) {
            serializable.observer.execute("CREATE TABLE effect (id text PRIMARY KEY)");
            ExecutorService executor = Executors.newFixedThreadPool(8);
            try {
                for (int round = 0; round < 20; round++) {
                    ClaimRequest key = request();
                    List<CompletableFuture<Boolean>> all = java.util.stream.IntStream.range(0, 8)
                            .mapToObj(i ->
                                    CompletableFuture.supplyAsync(() -> execute(serializable, again(key)), executor))
                            .toList();
                    assertThat(all.stream().map(CompletableFuture::join)).containsOnlyOnce(true);
                }
            } finally {
                executor.shutdownNow();
            }
            assertThat(serializable.observer.queryForObject("SELECT count(*) FROM effect", Integer.class))
                    .isEqualTo(20);
        }
    }

    /** As the engine would: whether this call had the effect. */
    private static boolean execute(JpaTestContext context, ClaimRequest request) {
        if (!(context.store.begin(request) instanceof Attempt.Begun begun)) {
            return false;
        }
        try {
            new JdbcTemplate(context.dataSource).update("INSERT INTO effect VALUES (?)", "many-" + UUID.randomUUID());
            begun.transaction().commit(CREATED);
            return true;
        } finally {
            begun.transaction().rollback();
        }
    }

    private AtomicTransaction open(ClaimRequest request) {
        Attempt attempt = context.store.begin(request);
        assertThat(attempt).isInstanceOf(Attempt.Begun.class);
        return ((Attempt.Begun) attempt).transaction();
    }

    private void effect() {
        business.update("INSERT INTO effect VALUES (?)", request.key().key());
    }

    private int effects() {
        return context.observer.queryForObject(
                "SELECT count(*) FROM effect WHERE id = ?",
                Integer.class,
                request.key().key());
    }

    private void assertKeyIsFree() {
        assertThat(effects()).isZero();
        assertThat(context.store.find(request.key().id())).isEmpty();
        assertNothingIsOpen();
        open(again(request)).rollback();
    }

    private static void assertNothingIsOpen() {
        assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                .isFalse();
        assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
        assertThat(context.pool.getHikariPoolMXBean().getActiveConnections()).isLessThanOrEqualTo(1);
    }

    private static <T> T inOtherThread(Callable<T> task) {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return task.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .join();
    }

    private static ClaimRequest request() {
        return new ClaimRequest(
                new RecordKey(
                        Tenant.anonymous(), "create-transfer", UUID.randomUUID().toString()),
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                Duration.ofSeconds(30),
                Duration.ofDays(7),
                Duration.ofDays(7));
    }

    private static ClaimRequest again(ClaimRequest request) {
        return new ClaimRequest(
                request.key(),
                UUID.randomUUID(),
                request.fingerprint(),
                request.lease(),
                request.retention(),
                request.resultRetention());
    }
}
