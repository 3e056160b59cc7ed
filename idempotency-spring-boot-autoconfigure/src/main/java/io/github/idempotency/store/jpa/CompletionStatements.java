package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores responses, in one statement each: in the record, or, if there is a partition for the day on which the response expires,
 * in that partition. The record tells where it is.
 */
final class CompletionStatements {

    private static final String COMPLETE = """
            UPDATE idempotency_record
            SET state = 1, completed_at = clock_timestamp(), status = ?, headers = ?, body = ?,
                format_version = ?
            WHERE id = ? AND fence = ? AND owner = ? AND state IN (0, 2)
            """;

    /** What an applied record lacks after a crash of the server is its response, never the knowledge that it must not run. */
    private static final String UNFLUSHED = """
            AND (NOT applied OR set_config('synchronous_commit', 'off', true) = 'off')
            """;

    private static final String COMPLETE_UNFLUSHED = COMPLETE + UNFLUSHED;

    /** With the lock of the key, lest it waits for the transaction of an execution in mode ATOMIC. */
    private static final String INSERT = """
            INSERT INTO idempotency_record
                (id, owner, tenant_source, tenant, operation, idempotency_key, fingerprint_version, fingerprint,
                 lease_until, expires_at, result_expires_at, status, headers, body, format_version,
                 created_at, completed_at, fence, state, applied)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?,
                 now() + ? * interval '1 microsecond',
                 now() + ? * interval '1 microsecond',
                 now() + ? * interval '1 microsecond', ?, ?, ?, ?,
                 now(), clock_timestamp(), 1, 1, false
            WHERE pg_try_advisory_xact_lock(?)
            ON CONFLICT (id) DO NOTHING
            """;

    private static final String SETTLE = """
            WITH settled AS (
                UPDATE idempotency_record
                SET state = 1, completed_at = clock_timestamp(), status = ?, headers = ?, body = ?,
                    format_version = ?
                WHERE id = ? AND fence = ? AND owner = ? AND (state = 2 OR state IN (0, 5, 6) AND lease_until <= now())
                RETURNING id, fence, operation, tenant)
            """ + OperatorStatements.REPORT;

    /** The days are those that this process knows to be ready; one that has passed meanwhile may be dropped soon. */
    private static final String RESPONSE = """
            WITH response AS MATERIALIZED (
                SELECT ?::integer AS status, ?::text AS headers, ?::bytea AS body, ?::smallint AS format_version,
                    greatest(?::date, (clock_timestamp() AT TIME ZONE 'UTC')::date) AS first_day, ?::date AS last_day
            )""";

    private static final String DAY = "(least(expires_at, result_expires_at) AT TIME ZONE 'UTC')::date";

    private static final String IS_MOVED = "response.body IS NOT NULL AND " + DAY + " BETWEEN first_day AND last_day";

    /** The columns response_day, response_size, headers and body. The size has 64 bytes for row header, pointer, ids and day. */
    private static final String PLACED = """
            CASE WHEN %1$s THEN %2$s END,
            CASE WHEN %1$s THEN 64 + coalesce(octet_length(response.headers), 0) + octet_length(response.body) END,
            CASE WHEN %1$s THEN NULL ELSE response.headers END,
            CASE WHEN %1$s THEN NULL ELSE response.body END
            """.formatted(IS_MOVED, DAY);

    private static final String UPDATE_AND_MOVE = RESPONSE + """
            , settled AS (
                UPDATE idempotency_record
                SET state = 1, completed_at = clock_timestamp(), status = response.status,
                    format_version = response.format_version,
                    (response_day, response_size, headers, body) = (
            """ + PLACED + """
                    )
                FROM response
                WHERE id = ? AND fence = ? AND owner = ?
            """;

    /** A token of ownership is used once; if not, the response that is there is of no use any more. */
    private static final String MOVE = """
                RETURNING id, fence, owner, operation, tenant, response_day
            ), moved AS (
                INSERT INTO idempotency_response (owner, id, day, headers, body)
                SELECT owner, id, response_day, response.headers, response.body FROM settled, response
                WHERE response_day IS NOT NULL
                ON CONFLICT (day, owner) DO UPDATE
                SET id = excluded.id, headers = excluded.headers, body = excluded.body
            )
            """;

    private static final String COUNT = "SELECT count(*) AS number FROM settled";

    private static final String HELD = " AND state IN (0, 2) ";

    private static final String COMPLETE_AND_MOVE = UPDATE_AND_MOVE + HELD + MOVE + COUNT;

    private static final String COMPLETE_AND_MOVE_UNFLUSHED = UPDATE_AND_MOVE + HELD + UNFLUSHED + MOVE + COUNT;

    private static final String INSERT_AND_MOVE = RESPONSE + """
            , request AS (
                SELECT ?::uuid AS id, ?::uuid AS owner, ?::varchar AS tenant_source, ?::varchar AS tenant,
                    ?::varchar AS operation, ?::varchar AS idempotency_key, ?::smallint AS fingerprint_version,
                    ?::bytea AS fingerprint,
                    now() + ? * interval '1 microsecond' AS lease_until,
                    now() + ? * interval '1 microsecond' AS expires_at,
                    now() + ? * interval '1 microsecond' AS result_expires_at
            ), settled AS (
                INSERT INTO idempotency_record
                    (id, owner, tenant_source, tenant, operation, idempotency_key, fingerprint_version, fingerprint,
                     lease_until, expires_at, result_expires_at, status, format_version,
                     created_at, completed_at, fence, state, applied,
                     response_day, response_size, headers, body)
                SELECT request.*, response.status, response.format_version,
                    now(), clock_timestamp(), 1, 1, false,
            """ + PLACED + """
                FROM request, response
                WHERE pg_try_advisory_xact_lock(?)
                ON CONFLICT (id) DO NOTHING
            """ + MOVE + COUNT;

    private static final String SETTLE_AND_MOVE =
            UPDATE_AND_MOVE + """
                AND (state = 2 OR state IN (0, 5, 6) AND lease_until <= now())
            """ + MOVE + ", reported AS (\n" + OperatorStatements.REPORT + ")\n" + COUNT;

    private static final Object[] NOTHING = {};

    private final StoredContent content;
    private final @Nullable ResponsePartitions partitions;

    /**
     * Creates statements.
     *
     * @param partitions tells where responses may go; null if they all stay in their records
     */
    CompletionStatements(StoredContent content, @Nullable ResponsePartitions partitions) {
        this.content = content;
        this.partitions = partitions;
    }

    SqlWork<Boolean> complete(Claim claim, Envelope envelope) {
        return work(COMPLETE, COMPLETE_AND_MOVE, NOTHING, content.values(claim.id(), envelope), Sql.values(claim));
    }

    /** As {@link #complete}, without the wait until the response of an applied effect is on disk. */
    SqlWork<Boolean> completeUnflushed(Claim claim, Envelope envelope) {
        return work(
                COMPLETE_UNFLUSHED,
                COMPLETE_AND_MOVE_UNFLUSHED,
                NOTHING,
                content.values(claim.id(), envelope),
                Sql.values(claim));
    }

    SqlWork<Boolean> insert(ClaimRequest request, Envelope envelope) {
        UUID id = request.key().id();
        return work(
                INSERT, INSERT_AND_MOVE, Sql.values(request), content.values(id, envelope), new Object[] {Sql.lock(id)
                });
    }

    SqlWork<Boolean> settle(Claim observed, Envelope envelope, @Nullable Object[] report) {
        return work(
                SETTLE,
                SETTLE_AND_MOVE,
                NOTHING,
                content.values(observed.id(), envelope),
                Sql.concat(Sql.values(observed), report));
    }

    private SqlWork<Boolean> work(
            String inRecord, String moving, Object[] before, Object[] response, @Nullable Object[] after) {
        Object[] values = Sql.concat(Sql.concat(before, response), after);
        return connection -> {
            ReadyDays days = partitions == null ? null : partitions.ready();
            if (days == null) {
                return Sql.update(connection, inRecord, values) == 1;
            }
            Object[] placed = Sql.concat(response, days.first(), days.last());
            return move(connection, moving, Sql.concat(Sql.concat(placed, before), after), inRecord, values);
        };
    }

    private boolean move(
            Connection connection, String moving, Object[] placed, String inRecord, @Nullable Object[] values)
            throws SQLException {
        try {
            return Sql.first(connection, moving, row -> row.getLong("number") == 1, placed)
                    .orElse(false);
        } catch (SQLException e) {
            if (!SqlFailure.isPartitionMissing(e) || partitions == null) {
                throw e;
            }
            partitions.forget();
            if (!connection.getAutoCommit()) {
                throw e; // and the transaction is aborted
            }
            return Sql.update(connection, inRecord, values) == 1;
        }
    }
}
