package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.core.AtomicStore.Attempt;
import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import io.github.idempotency.core.OperatorStore.Event;
import io.github.idempotency.core.OperatorStore.Intervention;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.envelope.BodyCompression;
import io.github.idempotency.core.envelope.ContentCipher;
import io.github.idempotency.core.envelope.EncryptionKeys;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.store.schema.SchemaCheck;
import io.github.idempotency.store.schema.StoreSetupException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Responses in partitions, one for each day. */
class ResponsePartitionsTests {

    private static final Envelope CREATED = new Envelope(
            201,
            List.of(new Header("Location", "/payments/1"), new Header("Link", "<a>"), new Header("Link", "<b>")),
            "{\"id\":1}".getBytes(StandardCharsets.UTF_8));

    private static final String LOCKED_TABLES = """
            SELECT relation::regclass::text FROM pg_locks
            WHERE pid = pg_backend_pid() AND relation::regclass::text ~ '^idempotency_response(_[0-9]+)?$'
            """;

    private static final int DAYS_AHEAD = 3;

    private static final Duration DAY = Duration.ofDays(1);

    private JpaTestContext context;
    private ResponsePartitions partitions;
    private JpaIdempotencyStore store;

    @BeforeEach
    void open() {
        use(pool -> {});
    }

    private void use(Consumer<HikariDataSource> pool) {
        context = new JpaTestContext(pool, Map.of());
        partitions = new ResponsePartitions(context.entityManagerFactory, DAYS_AHEAD);
        store = store(EnvelopeCodec.PLAIN, partitions);
    }

    @AfterEach
    void close() {
        context.close();
    }

    private JpaIdempotencyStore store(EnvelopeCodec codec, ResponsePartitions partitions) {
        return new JpaIdempotencyStore(
                context.entityManagerFactory,
                context.transactionManager,
                Duration.ofSeconds(5),
                true,
                codec,
                partitions);
    }

    private void prepare() {
        partitions.maintain();
        partitions.look();
    }

    // where responses go

    @Test
    void aResponseGoesIntoThePartitionOfTheDayOnWhichItExpires() {
        prepare();
        ClaimRequest request = request(DAY.multipliedBy(2));
        assertThat(store.complete(claimed(request), CREATED)).isTrue();

        assertThat(dayOf(request)).isEqualTo(today().plusDays(2));
        assertThat(figure("SELECT count(*) FROM " + partition(today().plusDays(2))))
                .isOne();
        assertThat(figure("SELECT count(*) FROM idempotency_record WHERE body IS NULL AND headers IS NULL"))
                .isOne();
        assertReplayable(store, request, CREATED);
        assertReplayable(context.store, request, CREATED);
    }

    @Test
    void itIsTheResponsesRetentionThatCounts() {
        prepare();
        ClaimRequest request = request(DAY.multipliedBy(100), DAY);
        store.complete(claimed(request), CREATED);

        assertThat(dayOf(request)).isEqualTo(today().plusDays(1));
    }

    @Test
    void staysInItsRecordBeyondTheLastDay() {
        prepare();
        ClaimRequest last = request(DAY.multipliedBy(DAYS_AHEAD));
        ClaimRequest beyond = request(DAY.multipliedBy(DAYS_AHEAD + 1));
        store.complete(claimed(last), CREATED);
        store.complete(claimed(beyond), CREATED);

        assertThat(dayOf(last)).isEqualTo(today().plusDays(DAYS_AHEAD));
        assertThat(dayOf(beyond)).isNull();
        assertReplayable(store, beyond, CREATED);
    }

    @Test
    void staysInItsRecordBeforeAnyDayIsReady() {
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), CREATED);

        assertThat(dayOf(request)).isNull();
        assertReplayable(store, request, CREATED);
    }

    @Test
    void staysInItsRecordIfItHasExpired() {
        prepare();
        ClaimRequest request = request(DAY.multipliedBy(2));
        Claim claim = claimed(request);
        context.letPass(DAY.multipliedBy(3));
        assertThat(store.complete(claim, CREATED)).isTrue();

        assertThat(dayOf(request)).isNull();
    }

    @Test
    void staysInItsRecordIfItHasNoBody() {
        prepare();
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), Envelope.notStored(201));

        assertThat(dayOf(request)).isNull();
        assertThat(store.find(request.key().id()).orElseThrow().envelope().body())
                .isNull();
    }

    @Test
    void everyWayToCompleteARecordMovesItsResponse() {
        prepare();
        ClaimRequest unflushed = request(DAY);
        JpaIdempotencyStore careless = new JpaIdempotencyStore(
                context.entityManagerFactory,
                context.transactionManager,
                Duration.ofSeconds(5),
                false,
                EnvelopeCodec.PLAIN,
                partitions);
        Claim marked = claimed(unflushed);
        store.markApplied(marked);
        careless.complete(marked, CREATED);
        ClaimRequest inserted = request(DAY);
        assertThat(store.insertCompleted(inserted, CREATED)).isTrue();
        assertThat(store.insertCompleted(inserted, Envelope.notStored(500))).isFalse();
        ClaimRequest atomic = request(DAY);
        ((Attempt.Begun) store.begin(atomic)).transaction().commit(CREATED);
        ClaimRequest settled = request(DAY);
        Claim uncertain = claimed(settled);
        store.markUncertain(uncertain);
        Intervention completion = new Intervention(Event.COMPLETED, "alice", "found it", CREATED);
        assertThat(store.settle(uncertain, completion)).isTrue();
        assertThat(store.settle(uncertain, completion)).isFalse();
        assertThat(store.findIncidents(uncertain.id())).hasSize(2);

        for (ClaimRequest request : List.of(unflushed, inserted, atomic, settled)) {
            assertThat(dayOf(request)).isEqualTo(today().plusDays(1));
            assertReplayable(store, request, CREATED);
            assertThat(((Attempt.Occupied) store.begin(again(request)))
                            .existing()
                            .envelope()
                            .body())
                    .isEqualTo(CREATED.body());
        }
    }

    @Test
    void aClaimThatWasLostStoresNothing() {
        prepare();
        ClaimRequest request = request(DAY);
        Claim claim = claimed(request);
        Claim other = new Claim(claim.id(), claim.fence() + 1, claim.owner());
        assertThat(store.complete(other, CREATED)).isFalse();
        assertThat(store.complete(claim, CREATED)).isTrue();
        assertThat(store.complete(claim, Envelope.notStored(500))).isFalse();

        assertThat(figure("SELECT count(*) FROM idempotency_response")).isOne();
    }

    @Test
    void costsOneStatementToStoreAndTwoToRead() {
        prepare();
        ClaimRequest request = request(DAY);
        Claim claim = claimed(request);
        context.counter.reset();
        store.complete(claim, CREATED);
        assertThat(context.counter.statements()).hasSize(1);

        context.counter.reset();
        assertThat(store.claim(again(request))).isInstanceOf(ClaimAttempt.Occupied.class);
        assertThat(context.counter.statements()).hasSize(2);
    }

    @Test
    void keepsBodiesOfAnySizePackedOrNot() {
        prepare();
        JpaIdempotencyStore packing =
                store(new EnvelopeCodec(new ContentCipher(new OneKey()), new BodyCompression(1_000)), partitions);
        for (int size : new int[] {0, 1, 5_000, 200_000}) {
            Envelope envelope = new Envelope(200, CREATED.headers(), new byte[size]);
            for (JpaIdempotencyStore either : List.of(store, packing)) {
                ClaimRequest request = request(DAY);
                either.complete(claimed(request), envelope);
                assertThat(dayOf(request)).isNotNull();
                assertReplayable(either, request, envelope);
            }
        }
    }

    @Test
    void readsOfOneDayOpenNoOtherPartition() {
        prepare();
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), CREATED);
        context.counter.reset();
        store.find(request.key().id());
        String read = context.counter.statements().get(1);

        context.inTransaction().executeWithoutResult(status -> {
            JdbcTemplate jdbc = new JdbcTemplate(context.dataSource);
            assertThat(jdbc.queryForList(read, request.owner(), request.key().id()))
                    .hasSize(1);
            assertThat(jdbc.queryForList(LOCKED_TABLES, String.class))
                    .containsExactlyInAnyOrder("idempotency_response", partition(today().plusDays(1)));
        });
    }

    // what comes after

    @Test
    void aDayThatIsOverIsDroppedWithItsResponsesAndTheirKeysAreRemembered() {
        prepare();
        LocalDate over = today().minusDays(2);
        makePartition(over);
        ClaimRequest request = request(DAY.multipliedBy(2), DAY);
        store.complete(claimed(request), CREATED);
        ClaimRequest live = request(DAY);
        store.complete(claimed(live), CREATED);
        // As if days had passed for the first.
        context.observer.update(
                "UPDATE idempotency_response SET day = ? WHERE id = ?",
                over,
                request.key().id());
        context.observer.update(
                "UPDATE idempotency_record SET response_day = ?, result_expires_at = now() - interval '1 hour' WHERE id = ?",
                over,
                request.key().id());
        prepare();

        assertThat(tables()).doesNotContain(partition(over)).contains(partition(today()));
        StoredRecord stored = store.find(request.key().id()).orElseThrow();
        assertThat(stored.resultExpired()).isTrue();
        assertThat(stored.expired()).isFalse();
        assertThat(store.claim(again(request))).isInstanceOf(ClaimAttempt.Occupied.class);
        assertReplayable(store, live, CREATED);
    }

    @Test
    void aResponseWhosePartitionIsGoneIsNotStoredAndTheKeyDoesNotRunAgain() {
        prepare();
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), CREATED);
        context.observer.execute("DROP TABLE " + partition(today().plusDays(1)));

        StoredRecord stored = ((ClaimAttempt.Occupied) store.claim(again(request))).existing();
        assertThat(stored.isReplayable()).isFalse();
        assertThat(stored.envelope()).isNotNull();
        assertThat(stored.envelope().body()).isNull();
    }

    @Test
    void anEvictedKeyLeavesNoResponse() {
        prepare();
        ClaimRequest request = request(DAY);
        Claim claim = claimed(request);
        store.complete(claim, CREATED);
        assertThat(store.settle(claim, new Intervention(Event.EVICTED, "alice", "a test", null)))
                .isTrue();

        assertThat(figure("SELECT count(*) FROM idempotency_response")).isZero();
    }

    @Test
    void aKeyThatIsUsedAgainOnTheSameDayHasItsNewResponse() {
        prepare();
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), CREATED);
        // As the purge and an expired key's removal do: the response is left to its day.
        context.observer.update("DELETE FROM idempotency_record");
        ClaimRequest second = again(request);
        Claim claim = claimed(second);
        assertThat(store.find(claim.id()).orElseThrow().envelope()).isNull();
        Envelope other = new Envelope(422, List.of(), new byte[] {7});
        assertThat(store.complete(claim, other)).isTrue();

        assertReplayable(store, second, other);
    }

    @Test
    void theResponseOfAnEarlierUseIsNotTakenForThatOfALaterOne() {
        prepare();
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), CREATED);
        // A record that was read before the key was evicted and used again.
        context.observer.update("UPDATE idempotency_record SET owner = ?", UUID.randomUUID());

        assertThat(store.find(request.key().id()).orElseThrow().isReplayable()).isFalse();
    }

    @Test
    void strippedRecordsForgetWhereTheirResponseWas() {
        prepare();
        ClaimRequest request = request(DAY.multipliedBy(3), DAY);
        store.complete(claimed(request), CREATED);
        context.letPass(DAY.plusHours(1));
        assertThat(store.stripResults(10, null).count()).isOne();

        assertThat(dayOf(request)).isNull();
        assertThat(figure("SELECT count(*) FROM idempotency_record WHERE response_size IS NOT NULL"))
                .isZero();
        assertThat(store.find(request.key().id()).orElseThrow().resultExpired()).isTrue();
    }

    @Test
    void theyCountForTheQuotaLikeThoseInRecords() {
        prepare();
        Envelope large = new Envelope(200, List.of(), new byte[100_000]);
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), large);

        assertThat(store.measureStorage())
                .singleElement()
                .satisfies(use -> assertThat(use.bytes()).isBetween(100_000L, 101_000L));
    }

    // side by side

    @Test
    void itCanBeSwitchedOffAndOnAgainAndBeBesideInstancesWithoutIt() {
        prepare();
        ClaimRequest moved = request(DAY);
        ClaimRequest kept = request(DAY);
        store.complete(claimed(moved), CREATED);
        context.store.complete(claimed(kept), CREATED);

        assertThat(dayOf(moved)).isNotNull();
        assertThat(dayOf(kept)).isNull();
        for (JpaIdempotencyStore either : List.of(store, context.store)) {
            assertReplayable(either, moved, CREATED);
            assertReplayable(either, kept, CREATED);
        }
    }

    // the work on partitions

    @Test
    void makesTodayAndTheDaysAheadOnce() {
        prepare();
        List<String> made = tables();
        assertThat(made)
                .containsExactlyElementsOf(IntStream.rangeClosed(0, DAYS_AHEAD)
                        .mapToObj(day -> partition(today().plusDays(day)))
                        .toList());
        prepare();
        assertThat(tables()).isEqualTo(made);
        assertThat(partitions.ready()).isEqualTo(new ReadyDays(today(), today().plusDays(DAYS_AHEAD)));
        assertThat(context.observer.queryForObject(
                        "SELECT attstorage::text FROM pg_attribute WHERE attrelid = ?::regclass AND attname = 'body'",
                        String.class,
                        partition(today())))
                .isEqualTo("e");
    }

    @Test
    void severalAtOnceMakeAndDropThemOnce() {
        makePartition(today().minusDays(2));
        makePartition(today().minusDays(3));
        CompletableFuture.allOf(IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> {
                            try {
                                new ResponsePartitions(context.entityManagerFactory, DAYS_AHEAD).maintain();
                            } catch (StoreUnavailableException e) {
                                // another one was faster, and the task comes again
                            }
                        }))
                        .toArray(CompletableFuture[]::new))
                .join();
        prepare();

        assertThat(tables()).hasSize(DAYS_AHEAD + 1).contains(partition(today()));
    }

    @Test
    void partitionsOfOtherMakersAreTakenAsTheyAre() {
        context.observer.execute(
                "CREATE TABLE by_hand PARTITION OF idempotency_response FOR VALUES FROM ('%s') TO ('%s')"
                        .formatted(today().minusDays(5), today().plusDays(20)));
        partitions.look();
        assertThat(partitions.ready()).isEqualTo(new ReadyDays(today(), today().plusDays(19)));
        prepare();
        assertThat(tables()).containsExactly("by_hand");
        ClaimRequest request = request(DAY.multipliedBy(19));
        store.complete(claimed(request), CREATED);
        assertReplayable(store, request, CREATED);
    }

    @Test
    void whatAnInterruptedCallHasLeftIsFinished() throws Exception {
        LocalDate detaching = today().minusDays(2);
        makePartition(detaching);
        makePartition(today().minusDays(3));
        try (Connection reader = connect();
                Statement reading = reader.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("SELECT count(*) FROM idempotency_response");
            try (Connection other = connect();
                    Statement detach = other.createStatement()) {
                detach.execute("SET lock_timeout = '300ms'");
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> detach.execute("ALTER TABLE idempotency_response DETACH PARTITION "
                                + partition(detaching) + " CONCURRENTLY"));
            }
            assertThat(figure("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                    .isOne();
        }
        context.observer.execute("CREATE TABLE " + partition(today().minusDays(9)) + " (LIKE idempotency_response)");
        prepare();

        assertThat(figure("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                .isZero();
        assertThat(tables()).hasSize(DAYS_AHEAD + 1).contains(partition(today()));
        assertThat(figure("SELECT count(*) FROM pg_class WHERE relname = '" + partition(today().minusDays(9)) + "'"))
                .isZero();
    }

    @Test
    void claimsAndCompletionsGoOnWhileSomebodyKeepsADayFromBeingDropped() throws Exception {
        partitions.maintain();
        partitions.look();
        makePartition(today().minusDays(2));
        ClaimRequest stored = request(DAY);
        store.complete(claimed(stored), CREATED);
        try (Connection reader = connect();
                Statement reading = reader.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("SELECT count(*) FROM idempotency_response");
            reading.execute("SELECT count(*) FROM idempotency_record");
            CompletableFuture<Void> work = CompletableFuture.runAsync(partitions::maintain);
            await().until(() -> figure("SELECT count(*) FROM pg_inherits WHERE inhdetachpending") == 1);
            int requests = 0;
            for (; requests < 200 || !work.isDone() && requests < 20_000; requests++) {
                ClaimRequest request = request(DAY);
                long start = System.nanoTime();
                assertThat(store.complete(claimed(request), CREATED)).isTrue();
                assertReplayable(store, stored, CREATED);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            }
            assertThat(work).as("it gives up").failsWithin(20, TimeUnit.SECONDS);
        }
        prepare();
        assertThat(tables()).hasSize(DAYS_AHEAD + 1);
    }

    @Test
    void attachingWaitsForNobodyWhoReadsOrWrites() throws Exception {
        prepare();
        ClaimRequest request = request(DAY);
        try (Connection writer = connect();
                Statement writing = writer.createStatement()) {
            writer.setAutoCommit(false);
            writing.execute("INSERT INTO idempotency_response (id, owner, day) VALUES ('%s', '%s', '%s')"
                    .formatted(UUID.randomUUID(), UUID.randomUUID(), today()));
            new ResponsePartitions(context.entityManagerFactory, DAYS_AHEAD + 2).maintain();
        }
        assertThat(tables()).hasSize(DAYS_AHEAD + 3);
        store.complete(claimed(request), CREATED);
        assertReplayable(store, request, CREATED);
    }

    @Test
    void preparedStatementsOutliveChangesOfThePartitions() {
        context.close();
        use(pool -> {
            pool.setMaximumPoolSize(1);
            pool.addDataSourceProperty("prepareThreshold", "1");
        });
        prepare();
        makePartition(today().minusDays(2));
        ClaimRequest stored = request(DAY);
        store.complete(claimed(stored), CREATED);
        for (int round = 0; round < 12; round++) {
            if (round == 6) {
                new ResponsePartitions(context.entityManagerFactory, DAYS_AHEAD + 2).maintain();
                partitions.look();
                assertThat(tables()).hasSize(DAYS_AHEAD + 3);
            }
            ClaimRequest request = request(DAY.multipliedBy(DAYS_AHEAD + 1));
            store.complete(claimed(request), CREATED);
            assertReplayable(store, request, CREATED);
            assertReplayable(store, stored, CREATED);
            assertThat(dayOf(request) != null).isEqualTo(round >= 6);
        }
    }

    @Test
    void aPartitionThatIsMissedOnlySendsTheResponseToItsRecord() {
        prepare();
        context.observer.execute("DROP TABLE " + partition(today().plusDays(1)));
        ClaimRequest request = request(DAY);
        assertThat(store.complete(claimed(request), CREATED)).isTrue();

        assertThat(dayOf(request)).isNull();
        assertReplayable(store, request, CREATED);
        assertThat(partitions.ready()).isNull();
        partitions.look();
        assertThat(partitions.ready()).isEqualTo(new ReadyDays(today(), today()));
    }

    @Test
    void inAtomicAMissedPartitionHasTheClientComeAgain() {
        prepare();
        context.observer.execute("DROP TABLE " + partition(today().plusDays(1)));
        ClaimRequest request = request(DAY);
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() ->
                        ((Attempt.Begun) store.begin(request)).transaction().commit(CREATED));

        ((Attempt.Begun) store.begin(request)).transaction().commit(CREATED);
        assertReplayable(store, request, CREATED);
    }

    @Test
    void whoMayNotMakePartitionsUsesThoseThatAreThere() {
        context.close();
        use(pool -> {
            String role = "runtime_" + pool.getPoolName();
            JdbcTemplate owner = as(pool);
            owner.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'runtime'");
            owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role);
            pool.setUsername(role);
            pool.setPassword("runtime");
        });
        makePartition(today());
        makePartition(today().plusDays(1));
        makePartition(today().minusDays(2));
        BackgroundTask task = partitions.task(store);
        task.start();
        try {
            await().until(() -> partitions.ready() != null);
        } finally {
            task.stop();
        }
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), CREATED);

        assertThat(dayOf(request)).isEqualTo(today().plusDays(1));
        assertReplayable(store, request, CREATED);
        assertThat(tables()).hasSize(3);
    }

    @Test
    void whoMayNotWriteTheTableLeavesResponsesInTheirRecords() {
        context.close();
        use(pool -> {
            String role = "reader_" + pool.getPoolName();
            JdbcTemplate owner = as(pool);
            owner.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'runtime'");
            owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_record TO " + role);
            pool.setUsername(role);
            pool.setPassword("runtime");
        });
        makePartition(today().plusDays(1));
        partitions.look();
        assertThat(partitions.ready()).isNull();
        assertThatExceptionOfType(StoreSetupException.class)
                .isThrownBy(() -> SchemaCheck.requirePartitions(context.dataSource))
                .satisfies(failure -> assertThat(failure.getAction()).contains("GRANT SELECT, INSERT"));
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), CREATED);

        assertReplayable(store, request, CREATED);
    }

    @Test
    void theTaskMakesThemAtStartAndOneInstanceDoesItForAll() {
        ResponsePartitions others = new ResponsePartitions(context.entityManagerFactory, DAYS_AHEAD + 5);
        BackgroundTask task = partitions.task(store);
        BackgroundTask taskOfOthers = others.task(store);
        task.start();
        try {
            await().until(() -> partitions.ready() != null);
            taskOfOthers.start();
            await().until(() -> others.ready() != null);
        } finally {
            task.stop();
            taskOfOthers.stop();
        }
        assertThat(tables()).hasSize(DAYS_AHEAD + 1);
        assertThat(others.ready()).isEqualTo(partitions.ready());
    }

    @Test
    void stayInTheSchemaOfTheTableWhateverElseHasItsName() {
        context.close();
        use(pool -> {
            JdbcTemplate owner = as(pool);
            owner.execute("CREATE SCHEMA \"Odd one\"");
            for (String table : List.of("record", "step", "incident", "task", "response")) {
                owner.execute("ALTER TABLE idempotency_" + table + " SET SCHEMA \"Odd one\"");
            }
            owner.execute("CREATE TABLE idempotency_response (other int)");
            owner.execute("ALTER DATABASE " + pool.getPoolName() + " SET search_path = \"Odd one\", public");
        });
        makePartition(today().minusDays(2));
        prepare();

        assertThat(
                        figure(
                                "SELECT count(*) FROM pg_tables WHERE schemaname = 'Odd one' AND tablename LIKE 'idempotency_response_%'"))
                .isEqualTo(DAYS_AHEAD + 1);
        ClaimRequest request = request(DAY);
        store.complete(claimed(request), CREATED);
        assertThat(dayOf(request)).isNotNull();
        assertReplayable(store, request, CREATED);
    }

    @Test
    void aTableThatIsNotPartitionedIsNoted() {
        context.observer.execute("DROP TABLE idempotency_response");
        context.observer.execute(
                "CREATE TABLE idempotency_response (id uuid, owner uuid, day date, headers text, body bytea)");
        assertThatExceptionOfType(StoreSetupException.class)
                .isThrownBy(() -> SchemaCheck.requirePartitions(context.dataSource))
                .withMessageContaining("not partitioned")
                .satisfies(failure -> assertThat(failure.getAction())
                        .contains("V7__create_idempotency_response.sql", "response-partitions.enabled=false"));
    }

    @Test
    void theSqlOfTheDocumentationDoesTheSame() throws Exception {
        makePartition(today().minusDays(2));
        makePartition(today().plusDays(1));
        ClaimRequest request = request(DAY);
        for (int day = 0; day < 2; day++) {
            runByPsql(Files.readString(Path.of("..", "src-docs", "pages", "response-partitions.sql")));
            assertThat(tables())
                    .containsExactlyElementsOf(IntStream.rangeClosed(0, 8)
                            .mapToObj(ahead -> partition(today().plusDays(ahead)))
                            .toList());
        }
        partitions.look();
        store.complete(claimed(request), CREATED);
        assertThat(dayOf(request)).isNotNull();
        assertReplayable(store, request, CREATED);
    }

    @Test
    void theSqlOfTheDocumentationGoesByTheDaysOfAPartitionAndNotByItsName() throws Exception {
        attach("idempotency_response_1", today().minusDays(3), today().plusDays(3));
        attach("idempotency_response_2", today().minusDays(9), today().minusDays(3));
        context.observer.execute("CREATE TABLE idempotency_response_20200101 (LIKE idempotency_response)");

        runByPsql(Files.readString(Path.of("..", "src-docs", "pages", "response-partitions.sql")));

        List<String> attached = IntStream.rangeClosed(3, 8)
                .mapToObj(ahead -> partition(today().plusDays(ahead)))
                .collect(Collectors.toCollection(ArrayList::new));
        attached.add(0, "idempotency_response_1");
        assertThat(tables()).containsExactlyElementsOf(attached);
        assertThat(figure("SELECT count(*) FROM pg_class WHERE relname = 'idempotency_response_2'"))
                .isOne();
        assertThat(figure("SELECT count(*) FROM pg_class WHERE relname = 'idempotency_response_20200101'"))
                .isZero();
    }

    private void attach(String name, LocalDate first, LocalDate end) {
        context.observer.execute("CREATE TABLE %s PARTITION OF idempotency_response FOR VALUES FROM ('%s') TO ('%s')"
                .formatted(name, first, end));
    }

    /** Its {@code \\gexec} executes what a query returns, column by column. */
    private void runByPsql(String script) throws SQLException {
        try (Connection connection = connect()) {
            JdbcTemplate session = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            for (String part : script.replaceAll("(?m)^--.*$", "").split("\\\\gexec")) {
                int query = part.lastIndexOf(';') + 1;
                if (query > 0) {
                    session.execute(part.substring(0, query));
                }
                if (!part.substring(query).isBlank()) {
                    session.queryForList(part.substring(query))
                            .forEach(row -> row.values().forEach(sql -> session.execute((String) sql)));
                }
            }
        }
    }

    // helpers

    /** Whom the pool was meant for. */
    private static JdbcTemplate as(HikariDataSource pool) {
        return new JdbcTemplate(new DriverManagerDataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                context.database.url(), context.database.username(), context.database.password());
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private static String partition(LocalDate day) {
        return "idempotency_response_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private void makePartition(LocalDate day) {
        attach(partition(day), day, day.plusDays(1));
    }

    private List<String> tables() {
        return context.observer.queryForList(
                "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'idempotency_response'::regclass ORDER BY name",
                String.class);
    }

    private long figure(String sql) {
        return context.observer.queryForObject(sql, Long.class);
    }

    private LocalDate dayOf(ClaimRequest request) {
        return context.observer.queryForObject(
                "SELECT response_day FROM idempotency_record WHERE id = ?",
                LocalDate.class,
                request.key().id());
    }

    private Claim claimed(ClaimRequest request) {
        return ((ClaimAttempt.Claimed) store.claim(request)).claim();
    }

    private static void assertReplayable(JpaIdempotencyStore store, ClaimRequest request, Envelope envelope) {
        StoredRecord stored = ((ClaimAttempt.Occupied) store.claim(again(request))).existing();
        assertThat(stored.isReplayable()).isTrue();
        assertThat(stored.envelope().status()).isEqualTo(envelope.status());
        assertThat(stored.envelope().headers()).isEqualTo(envelope.headers());
        assertThat(stored.envelope().body()).isEqualTo(envelope.body());
    }

    private static ClaimRequest request(Duration retention) {
        return request(retention, retention);
    }

    private static ClaimRequest request(Duration retention, Duration resultRetention) {
        return new ClaimRequest(
                new RecordKey(
                        Tenant.anonymous(), "create-payment", UUID.randomUUID().toString()),
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                Duration.ofMinutes(1),
                retention,
                resultRetention);
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

    private static final class OneKey implements EncryptionKeys {

        @Override
        public String activeKey() {
            return "one";
        }

        @Override
        public SecretKey find(String name) {
            return new SecretKeySpec(new byte[32], "AES");
        }
    }
}
