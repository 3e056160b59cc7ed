package io.github.idempotency.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.benchmarks.report.Table;
import io.github.idempotency.benchmarks.server.Postgres;
import io.github.idempotency.benchmarks.server.StoredRecords;
import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.store.jpa.JpaIdempotencyStore;
import io.github.idempotency.store.jpa.ResponsePartitions;
import io.github.idempotency.store.jpa.entity.IdempotencyRecord;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/** What a record takes with its response in it and in a partition; written by the store as LEASE has it. */
final class PartitionCost {

    private static final int RECORDS = 10_000;

    private static final int IN_FLIGHT = 8;

    private static final String WAL = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint";

    private static final String HOT = hot("n_tup_hot_upd");

    private static final String UPDATES = hot("n_tup_upd");

    private static final String RECORD_SIZE = "SELECT pg_total_relation_size('idempotency_record')";

    private static final String RESPONSE_SIZE =
            "SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0) FROM pg_inherits WHERE inhparent = 'idempotency_response'::regclass";

    private static final String MOVED = "SELECT count(*) FROM idempotency_record WHERE response_day IS NOT NULL";

    private final Postgres database;

    private final StoredRecords records;

    private final Table table = new Table(
            "Claim, marker and completion of %,d records, %d in flight: bytes per record".formatted(RECORDS, IN_FLIGHT),
            ">,,>,>,>,>",
            "body",
            "responses",
            "records",
            "partition",
            "WAL",
            "HOT updates");

    PartitionCost(Postgres database) {
        this.database = database;
        this.records = new StoredRecords(database);
    }

    String run() throws SQLException, InterruptedException {
        for (int bytes : new int[] {200, 1_024, 4_096}) {
            measure(bytes, false);
            measure(bytes, true);
        }
        return table.toString();
    }

    private void measure(int bytes, boolean partitioned) throws SQLException, InterruptedException {
        long wal;
        long hot;
        long updates;
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.url());
            pool.setMaximumPoolSize(IN_FLIGHT);
            LocalContainerEntityManagerFactoryBean factory = factory(pool);
            EntityManagerFactory managers = Objects.requireNonNull(factory.getObject());
            ResponsePartitions partitions = new ResponsePartitions(managers, 8);
            JpaIdempotencyStore store = new JpaIdempotencyStore(
                    managers,
                    new JpaTransactionManager(managers),
                    Duration.ofSeconds(10),
                    true,
                    EnvelopeCodec.PLAIN,
                    partitioned ? partitions : null);
            BackgroundTask task = partitions.task(store);
            records.freeTasks();
            task.start();
            while (partitioned && records.figure(MOVED) == 0) {
                complete(store, 1);
                Thread.sleep(50);
            }
            records.clear();
            database.execute("DELETE FROM idempotency_response");
            database.execute("VACUUM FULL idempotency_response");
            database.execute("CHECKPOINT");
            wal = records.figure(WAL);
            hot = records.figure(HOT);
            updates = records.figure(UPDATES);
            IntStream.range(0, IN_FLIGHT)
                    .mapToObj(number -> new Thread(
                            () -> IntStream.range(0, RECORDS / IN_FLIGHT).forEach(record -> complete(store, bytes))))
                    .peek(Thread::start)
                    .toList()
                    .forEach(PartitionCost::join);
            wal = records.figure(WAL) - wal;
            task.stop();
            factory.destroy();
        }
        Thread.sleep(Duration.ofSeconds(1).toMillis()); // sessions that end report what they did
        table.row(
                "%,d B".formatted(bytes),
                partitioned ? "in a partition" : "in their records",
                "%,d".formatted(records.figure(RECORD_SIZE) / RECORDS),
                partitioned ? "%,d".formatted(records.figure(RESPONSE_SIZE) / RECORDS) : "–",
                "%,d".formatted(wal / RECORDS),
                "%d %%".formatted(100 * (records.figure(HOT) - hot) / Math.max(1, records.figure(UPDATES) - updates)));
        System.out.println(table);
    }

    private static LocalContainerEntityManagerFactoryBean factory(HikariDataSource pool) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(pool);
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setPackagesToScan(IdempotencyRecord.class.getPackageName());
        factory.afterPropertiesSet();
        return factory;
    }

    private static void complete(JpaIdempotencyStore store, int bytes) {
        String key = UUID.randomUUID().toString();
        ClaimRequest request = new ClaimRequest(
                new RecordKey(new Tenant(Tenant.Source.HEADER, "merchant-0815"), "create-payment", key),
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                Duration.ofSeconds(30),
                Duration.ofDays(7),
                Duration.ofDays(7));
        if (store.claim(request) instanceof ClaimAttempt.Claimed claimed) {
            Claim claim = claimed.claim();
            store.markApplied(claim);
            List<Header> headers =
                    List.of(new Header("Location", "/payments/" + key), new Header("Content-Type", "application/json"));
            store.complete(claim, new Envelope(201, headers, new byte[bytes]));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String hot(String column) {
        return "SELECT coalesce(sum(" + column + "), 0) FROM pg_stat_user_tables WHERE relname = 'idempotency_record'";
    }
}
