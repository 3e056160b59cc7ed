package io.github.idempotency.store.jpa;

import io.github.idempotency.core.IdempotencyStore.Purged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Removes what has expired from the table of {@link JpaIdempotencyStore}, in the order of an index. The lower bound spares a
 * batch the entries that the batches before it have left dead in that index. Locked rows are left for the next run.
 */
final class PurgeStatements {

    /** The array makes the subquery run once. */
    private static final String PURGE = """
            WITH purged AS (
                DELETE FROM idempotency_record
                WHERE id = ANY (ARRAY(
                    SELECT id FROM idempotency_record
                    WHERE expires_at <= now() AND expires_at >= ? AND state IN (1, 7)
                    ORDER BY expires_at
                    LIMIT ?
                    FOR UPDATE SKIP LOCKED))
                RETURNING expires_at AS at
            )
            SELECT count(*) AS number, max(at) AS last, extract(epoch FROM now() - max(at)) AS lag FROM purged
            """;

    /** Long ago, so that a stripped record leaves the partial index, while its response stays expired. */
    private static final String STRIP = """
            WITH due AS MATERIALIZED (
                SELECT id, result_expires_at AS at FROM idempotency_record
                WHERE result_expires_at <= now() AND result_expires_at >= ? AND state = 1
                    AND result_expires_at < expires_at AND result_expires_at > '-infinity'
                ORDER BY result_expires_at
                LIMIT ?
                FOR UPDATE SKIP LOCKED
            ), steps AS (
                DELETE FROM idempotency_step WHERE record_id = ANY (ARRAY(SELECT id FROM due))
            ), stripped AS (
                UPDATE idempotency_record
                SET result_expires_at = '-infinity', headers = NULL, body = NULL, format_version = 1, has_steps = false,
                    response_day = NULL, response_size = NULL
                WHERE id = ANY (ARRAY(SELECT id FROM due))
            )
            SELECT count(*) AS number, max(at) AS last, extract(epoch FROM now() - max(at)) AS lag FROM due
            """;

    private static final String MEASURE_LAG = """
            SELECT coalesce(extract(epoch FROM now() - min(at)), 0) AS lag
            FROM (
                (SELECT expires_at AS at FROM idempotency_record
                WHERE expires_at <= now() AND state IN (1, 7)
                ORDER BY expires_at
                LIMIT 1)
                UNION ALL
                (SELECT result_expires_at FROM idempotency_record
                WHERE result_expires_at <= now() AND state = 1
                    AND result_expires_at < expires_at AND result_expires_at > '-infinity'
                ORDER BY result_expires_at
                LIMIT 1)
            ) AS oldest
            """;

    private final OwnConnection connection;

    PurgeStatements(OwnConnection connection) {
        this.connection = connection;
    }

    Purged purge(int limit, @Nullable Instant from) {
        return run("purge expired records", PURGE, limit, from);
    }

    Purged stripResults(int limit, @Nullable Instant from) {
        return run("remove expired responses", STRIP, limit, from);
    }

    Duration measureLag() {
        return connection
                .call(
                        "measure the lag of the purge",
                        c -> Sql.first(c, MEASURE_LAG, row -> Duration.ofMillis((long) (1_000 * row.getDouble("lag")))))
                .orElse(Duration.ZERO);
    }

    private Purged run(String action, String sql, int limit, @Nullable Instant from) {
        OffsetDateTime start = (from == null ? Instant.EPOCH : from).atOffset(ZoneOffset.UTC);
        return connection
                .call(action, c -> Sql.first(c, sql, PurgeStatements::purged, start, limit))
                .orElse(Purged.NOTHING);
    }

    private static Purged purged(ResultSet row) throws SQLException {
        OffsetDateTime last = row.getObject("last", OffsetDateTime.class);
        return last == null
                ? Purged.NOTHING
                : new Purged(row.getInt("number"), last.toInstant(), Duration.ofMillis((long)
                        (1_000 * row.getDouble("lag"))));
    }
}
