package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.statistics.OutcomeCount;
import io.github.idempotency.core.statistics.StatisticsStore;
import io.github.idempotency.core.statistics.StorageMeasurement;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;

/** Statistics in tables next to the records; every method is one statement in a transaction of its own, or two. */
public final class JpaStatisticsStore implements StatisticsStore {

    private static final Map<String, Outcome> OUTCOMES =
            Stream.of(Outcome.values()).collect(Collectors.toUnmodifiableMap(Outcome::code, Function.identity()));

    /** Sorted, so that instances that add at once wait for each other in the same order. */
    private static final String ADD = """
            INSERT INTO idempotency_statistic AS total (minute, client_version, operation, outcome, requests)
            SELECT date_trunc('minute', now(), 'UTC'), client_version, operation, outcome, requests
            FROM unnest(?::varchar[], ?::varchar[], ?::varchar[], ?::bigint[])
                AS added (client_version, operation, outcome, requests)
            ORDER BY client_version, operation, outcome
            ON CONFLICT (minute, outcome, client_version, operation)
            DO UPDATE SET requests = total.requests + excluded.requests
            """;

    private static final String SUM = """
            SELECT operation, outcome, client_version, sum(requests)::bigint AS requests
            FROM idempotency_statistic
            WHERE minute > now() - interval '1 minute' - ? * interval '1 microsecond'
                AND minute <= now() - interval '1 minute' * least(1, ?) - ? * interval '1 microsecond'
            GROUP BY operation, outcome, client_version
            """;

    private static final String MEASURE = """
            INSERT INTO idempotency_storage AS today (day, measured_at, operation, records, bytes)
            SELECT date_trunc('day', now(), 'UTC'), now(), operation, count(*), sum(%s)
            FROM idempotency_record
            GROUP BY operation
            ON CONFLICT (day, operation) DO UPDATE
            SET measured_at = excluded.measured_at, records = excluded.records, bytes = excluded.bytes
            """.formatted(UsageStatements.SIZE);

    private static final String STORAGE = """
            SELECT operation, measured_at, records, bytes
            FROM idempotency_storage
            WHERE measured_at >= now() - ? * interval '1 microsecond'
            ORDER BY measured_at, operation
            """;

    /** What is in flight was claimed a moment ago, and expires last among the records of its retention. */
    private static final String OLDEST_IN_FLIGHT = """
            SELECT young.operation, extract(epoch FROM clock_timestamp() - min(young.created_at)) AS age
            FROM unnest(?::bigint[]) AS kept (micros)
                CROSS JOIN LATERAL (
                    SELECT operation, created_at, state FROM idempotency_record
                    WHERE expires_at <= now() + kept.micros * interval '1 microsecond'
                    ORDER BY expires_at DESC
                    LIMIT %d) AS young
            WHERE young.state = 0
            GROUP BY young.operation
            """.formatted(EXAMINED);

    private static final String CONDENSE = """
            WITH fine AS (
                DELETE FROM idempotency_statistic
                WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM idempotency_statistic
                    WHERE minute < date_trunc('hour', now() - interval '2 days', 'UTC')
                        AND minute <> date_trunc('hour', minute, 'UTC')
                    ORDER BY minute
                    LIMIT ?
                    FOR UPDATE SKIP LOCKED))
                RETURNING date_trunc('hour', minute, 'UTC') AS hour, client_version, operation, outcome, requests
            )
            INSERT INTO idempotency_statistic AS total (minute, client_version, operation, outcome, requests)
            SELECT hour, client_version, operation, outcome, sum(requests)::bigint
            FROM fine
            GROUP BY hour, client_version, operation, outcome
            ORDER BY hour, client_version, operation, outcome
            ON CONFLICT (minute, outcome, client_version, operation)
            DO UPDATE SET requests = total.requests + excluded.requests
            """;

    private static final String PURGE = """
            DELETE FROM idempotency_statistic
            WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM idempotency_statistic
                WHERE minute < now() - ? * interval '1 microsecond'
                ORDER BY minute
                LIMIT ?
                FOR UPDATE SKIP LOCKED))
            """;

    private static final String PURGE_STORAGE = """
            DELETE FROM idempotency_storage
            WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM idempotency_storage
                WHERE day < now() - ? * interval '1 microsecond'
                ORDER BY day
                LIMIT ?
                FOR UPDATE SKIP LOCKED))
            """;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MEASURING_TIMEOUT = Duration.ofMinutes(10);

    private final OwnConnection connection;
    private final OwnConnection measuringConnection;

    /**
     * Creates a store. The database may be silent for ten seconds during a statement, and for ten minutes while it measures the
     * storage.
     *
     * @param entityManagerFactory the factory of the database that holds the tables, made by Spring
     */
    public JpaStatisticsStore(EntityManagerFactory entityManagerFactory) {
        EntityManagerFactory factory = entityManagerFactory instanceof EntityManagerFactoryInfo info
                ? info.getNativeEntityManagerFactory()
                : entityManagerFactory;
        this.connection = new OwnConnection(factory, new TimeLimit(TIMEOUT));
        this.measuringConnection = new OwnConnection(factory, new TimeLimit(MEASURING_TIMEOUT));
    }

    @Override
    public void add(Collection<OutcomeCount> counts) {
        connection.call("add to the statistics", c -> {
            Array clientVersions = texts(c, counts, OutcomeCount::clientVersion);
            Array operations = texts(c, counts, OutcomeCount::operation);
            Array outcomes = texts(c, counts, count -> count.outcome().code());
            Array requests = c.createArrayOf(
                    "bigint", counts.stream().map(OutcomeCount::count).toArray());
            return Sql.update(c, ADD, clientVersions, operations, outcomes, requests);
        });
    }

    private static Array texts(
            Connection connection, Collection<OutcomeCount> counts, Function<OutcomeCount, String> text)
            throws SQLException {
        return connection.createArrayOf(
                "varchar", counts.stream().map(text).map(Label::of).toArray());
    }

    @Override
    public List<OutcomeCount> sum(Duration from, Duration to) {
        long end = Sql.micros(to);
        return connection
                .call(
                        "read the statistics",
                        c -> Sql.all(c, SUM, JpaStatisticsStore::count, Sql.micros(from), end, end))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty for an outcome that only a newer version of the library knows. */
    private static Optional<OutcomeCount> count(ResultSet row) throws SQLException {
        Outcome outcome = OUTCOMES.get(row.getString("outcome"));
        return outcome == null
                ? Optional.empty()
                : Optional.of(new OutcomeCount(
                        row.getString("operation"), outcome, row.getString("client_version"), row.getLong("requests")));
    }

    @Override
    public void measureStorage() {
        measuringConnection.call("measure the storage", c -> Sql.update(c, MEASURE));
    }

    @Override
    public List<StorageMeasurement> storage(Duration since) {
        return connection.call(
                "read the measured storage",
                c -> Sql.all(
                        c,
                        STORAGE,
                        row -> new StorageMeasurement(
                                row.getString("operation"),
                                row.getObject("measured_at", OffsetDateTime.class)
                                        .toInstant(),
                                row.getLong("records"),
                                row.getLong("bytes")),
                        Sql.micros(since)));
    }

    @Override
    public Map<String, Duration> oldestInFlight(Collection<Duration> retentions) {
        return connection.call("look for executions under way", c -> {
            Array micros = c.createArrayOf(
                    "bigint", retentions.stream().distinct().map(Sql::micros).toArray());
            Map<String, Duration> ages = new HashMap<>();
            Sql.all(
                    c,
                    OLDEST_IN_FLIGHT,
                    row -> ages.put(
                            row.getString("operation"), Duration.ofMillis((long) (1_000 * row.getDouble("age")))),
                    micros);
            return ages;
        });
    }

    @Override
    public boolean condense(int limit) {
        return connection.call("condense the statistics", c -> Sql.update(c, CONDENSE, limit)) > 0;
    }

    @Override
    public boolean purge(Duration retention, int limit) {
        return connection.call(
                "purge the statistics",
                c -> Math.max(
                                Sql.update(c, PURGE, Sql.micros(retention), limit),
                                Sql.update(c, PURGE_STORAGE, Sql.micros(retention), limit))
                        == limit);
    }
}
