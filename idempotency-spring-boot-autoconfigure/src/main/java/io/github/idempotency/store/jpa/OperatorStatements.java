package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Visits the records of {@link JpaIdempotencyStore}; every method is one statement in a transaction of its own. */
final class OperatorStatements implements OperatorStore {

    private static final String DETAILS = JpaIdempotencyStore.RECORD.strip()
            + ", tenant_source, tenant, operation, idempotency_key, created_at, lease_until, completed_at, expires_at, has_steps";

    private static final String HOLD_TASK = """
            INSERT INTO idempotency_task AS task (name, owner, lease_until)
            VALUES (?, ?, clock_timestamp() + ? * interval '1 microsecond')
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
            WHERE task.owner = excluded.owner OR task.lease_until <= now()
            """;

    /** The last row of the page comes along, whatever its state, to tell where the next one begins. */
    private static final String FIND_OPEN = """
            WITH page AS MATERIALIZED (
                SELECT id, expires_at,
                    state = 2 OR state IN (0, 5, 6) AND lease_until <= now() AS is_open,
                    row_number() OVER (ORDER BY expires_at, id) AS number,
                    count(*) OVER () AS examined
                FROM (
                    SELECT id, expires_at, state, lease_until FROM idempotency_record
                    WHERE expires_at >= ? AND (expires_at, id) > (?, ?)
                    ORDER BY expires_at, id
                    LIMIT ?) AS next
            )
            SELECT page.is_open, page.number, page.examined, record.*
            FROM page JOIN (SELECT %s FROM idempotency_record) AS record ON record.id = page.id
            WHERE page.is_open OR page.number = page.examined
            ORDER BY page.number
            """.formatted(DETAILS);

    private static final String COUNT_UNCERTAIN = """
            SELECT operation, count(*) AS number, extract(epoch FROM clock_timestamp() - min(created_at)) AS age
            FROM idempotency_record
            WHERE id IN (SELECT record_id FROM idempotency_incident WHERE event IN ('uncertain', 'compensation_failed'))
                AND state IN (2, 6)
            GROUP BY operation
            ORDER BY operation
            """;

    private static final String MEASURE_STORAGE = """
            SELECT operation, state, count(*) AS number, sum(%s) AS bytes
            FROM idempotency_record
            GROUP BY operation, state
            ORDER BY operation, state
            """.formatted(UsageStatements.SIZE);

    private static final String FIND_UNCERTAIN = """
            SELECT %s FROM idempotency_record
            WHERE id IN (SELECT record_id FROM idempotency_incident WHERE event IN ('uncertain', 'compensation_failed'))
                AND state IN (2, 6)
            ORDER BY created_at
            LIMIT ?
            """.formatted(DETAILS);

    private static final String DESCRIBE = "SELECT " + DETAILS + " FROM idempotency_record WHERE id = ?";

    private static final String FIND_INCIDENTS = """
            SELECT at, event, fence, actor, reason FROM idempotency_incident WHERE record_id = ? ORDER BY at
            """;

    /** A role that is not to rewrite what happened may not delete. */
    private static final String MAY_PURGE_INCIDENTS =
            "SELECT has_table_privilege('idempotency_incident', 'DELETE') AS allowed";

    private static final String PURGE_INCIDENTS = """
            DELETE FROM idempotency_incident
            WHERE id = ANY (ARRAY(
                SELECT id FROM idempotency_incident AS incident
                WHERE at < now() - ? * interval '1 microsecond'
                    AND NOT EXISTS (
                        SELECT FROM idempotency_record
                        WHERE idempotency_record.id = incident.record_id AND state NOT IN (1, 7))
                LIMIT ?))
            """;

    static final String REPORT = """
            INSERT INTO idempotency_incident (id, record_id, fence, at, event, operation, tenant, actor, reason)
            SELECT gen_random_uuid(), id, fence, clock_timestamp(), ?, operation, tenant, ?, ? FROM settled
            """;

    private static final String RELEASE = """
            WITH settled AS (
                DELETE FROM idempotency_record
                WHERE id = ? AND fence = ? AND owner = ? AND (state = 2 OR state IN (0, 5, 6) AND lease_until <= now())
                RETURNING id, fence, operation, tenant)
            """ + REPORT;

    private static final String EVICT = """
            WITH settled AS (
                DELETE FROM idempotency_record
                WHERE id = ? AND fence = ? AND owner = ? AND state IN (1, 7)
                RETURNING id, fence, owner, operation, tenant, response_day
            ), removed AS (
                DELETE FROM idempotency_response
                WHERE (day, owner) IN (SELECT response_day, owner FROM settled WHERE response_day IS NOT NULL))
            """ + REPORT;

    private static final Cursor START = new Cursor(Instant.EPOCH, new UUID(0, 0));

    private final OwnConnection connection;
    private final OwnConnection patient;
    private final StoredContent content;
    private final CompletionStatements completion;

    /**
     * Creates statements.
     *
     * @param patient for what looks at the whole table
     */
    OperatorStatements(
            OwnConnection connection, OwnConnection patient, StoredContent content, CompletionStatements completion) {
        this.connection = connection;
        this.patient = patient;
        this.content = content;
        this.completion = completion;
    }

    @Override
    public boolean holdTask(String name, UUID runner, Duration lease) {
        return connection.call("take a task", c -> Sql.update(c, HOLD_TASK, name, runner, Sql.micros(lease)) == 1);
    }

    @Override
    public Page findOpen(@Nullable Cursor after, int limit) {
        Cursor from = after == null ? START : after;
        return connection.call("look for open records", c -> page(c, from, limit));
    }

    private Page page(Connection connection, Cursor from, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND_OPEN)) {
            OffsetDateTime start = from.expiresAt().atOffset(ZoneOffset.UTC);
            Sql.bind(statement, start, start, from.id(), limit);
            List<RecordDetails> open = new ArrayList<>();
            int examined = 0;
            Cursor last = null;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean("is_open")) {
                        open.add(details(connection, rows));
                    }
                    examined = rows.getInt("examined");
                    last = new Cursor(instant(rows, "expires_at"), rows.getObject("id", UUID.class));
                }
            }
            return new Page(open, examined, examined < limit ? null : last);
        }
    }

    @Override
    public List<UncertainCount> countUncertain() {
        return connection.call(
                "count uncertain records",
                c -> Sql.all(
                        c,
                        COUNT_UNCERTAIN,
                        row -> new UncertainCount(
                                row.getString("operation"), row.getLong("number"), Duration.ofMillis((long)
                                        (1_000 * row.getDouble("age"))))));
    }

    @Override
    public List<StorageUse> measureStorage() {
        return patient.call(
                "measure the storage",
                c -> Sql.all(
                        c,
                        MEASURE_STORAGE,
                        row -> new StorageUse(
                                row.getString("operation"),
                                Rows.state(row.getShort("state")),
                                row.getLong("number"),
                                row.getLong("bytes"))));
    }

    @Override
    public List<RecordDetails> findUncertain(int limit) {
        return connection.call(
                "list uncertain records", c -> Sql.all(c, FIND_UNCERTAIN, row -> details(c, row), limit));
    }

    @Override
    public Optional<RecordDetails> describe(UUID id) {
        return connection.call("describe a record", c -> Sql.first(c, DESCRIBE, row -> details(c, row), id));
    }

    @Override
    public List<Incident> findIncidents(UUID id) {
        return connection.call(
                "list incidents",
                c -> Sql.all(
                        c,
                        FIND_INCIDENTS,
                        row -> new Incident(
                                instant(row, "at"),
                                Event.valueOf(row.getString("event").toUpperCase(Locale.ROOT)),
                                row.getLong("fence"),
                                row.getString("actor"),
                                row.getString("reason")),
                        id));
    }

    @Override
    public int purgeIncidents(Duration retention, int limit) {
        return connection.call("purge incidents", c -> {
            boolean allowed = Sql.first(c, MAY_PURGE_INCIDENTS, row -> row.getBoolean("allowed"))
                    .orElse(false);
            return allowed ? Sql.update(c, PURGE_INCIDENTS, Sql.micros(retention), limit) : 0;
        });
    }

    @Override
    public boolean settle(Claim observed, Intervention intervention) {
        @Nullable
        Object[] report = {
            intervention.event().name().toLowerCase(Locale.ROOT),
            Label.of(intervention.actor()),
            Label.shortened(intervention.reason(), 1_000)
        };
        @Nullable Object[] change = Sql.concat(Sql.values(observed), report);
        SqlWork<Boolean> work = switch (intervention.event()) {
            case RECOVERED, COMPLETED ->
                completion.settle(observed, Objects.requireNonNull(intervention.envelope()), report);
            case RELEASED -> c -> Sql.update(c, RELEASE, change) == 1;
            case EVICTED -> c -> Sql.update(c, EVICT, change) == 1;
            case UNCERTAIN, COMPENSATING, COMPENSATED, COMPENSATION_FAILED ->
                throw new IllegalArgumentException("Not a way to settle a record: " + intervention.event());
        };
        return connection.call("settle a record", work);
    }

    private RecordDetails details(Connection connection, ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String tenant = row.getString("tenant");
        String operation = row.getString("operation");
        return new RecordDetails(
                Rows.record(connection, row, content),
                key(id, row.getString("tenant_source"), tenant, operation, row.getString("idempotency_key")),
                operation,
                tenant,
                instant(row, "created_at"),
                instant(row, "lease_until"),
                row.getObject("completed_at") == null ? null : instant(row, "completed_at"),
                instant(row, "expires_at"),
                row.getBoolean("has_steps"));
    }

    /** The labels may be hashes; only the id tells. */
    private static @Nullable RecordKey key(UUID id, String source, String tenant, String operation, String key) {
        try {
            RecordKey candidate = new RecordKey(new Tenant(Tenant.Source.valueOf(source), tenant), operation, key);
            return candidate.id().equals(id) ? candidate : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
