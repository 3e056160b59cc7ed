package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.CompensationStore;
import io.github.idempotency.core.StoredStep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps and undoes the steps of {@link JpaIdempotencyStore}; every method is one statement in a transaction of its own. */
final class StepStatements implements CompensationStore {

    /** The update is what fences: it waits for a takeover that is just being committed, and one waits for it. */
    private static final String KEEP = """
            WITH held AS (
                UPDATE idempotency_record SET has_steps = true
                WHERE id = ? AND fence = ? AND owner = ? AND state = 0
                RETURNING id, fence
            ), kept AS (
                INSERT INTO idempotency_step (record_id, name, fence, finished_at, result)
                SELECT id, ?, fence, clock_timestamp(), ? FROM held
                ON CONFLICT (record_id, name) DO NOTHING
            )
            SELECT id FROM held
            """;

    private static final String FIND = """
            SELECT name, fence, finished_at, result, compensated_at FROM idempotency_step
            WHERE record_id = ?
            ORDER BY finished_at, name
            """;

    private static final String SUSPEND = """
            UPDATE idempotency_record SET state = 5, lease_until = now()
            WHERE id = ? AND fence = ? AND owner = ? AND state = 0 AND has_steps AND NOT applied
            """;

    private static final String REPORT = """
            INSERT INTO idempotency_incident (id, record_id, fence, at, event, operation, tenant, actor, reason)
            SELECT gen_random_uuid(), id, fence, clock_timestamp(), ?, operation, tenant, ?, ? FROM changed
            """;

    private static final String BEGIN = """
            WITH changed AS (
                UPDATE idempotency_record
                SET state = 6, fence = fence + 1, owner = ?,
                    lease_until = clock_timestamp() + ? * interval '1 microsecond'
                WHERE id = ? AND fence = ? AND owner = ? AND has_steps
                    AND (state IN (0, 5) AND NOT applied AND lease_until <= now() - ? * interval '1 microsecond'
                        OR state = 6 AND lease_until <= now())
                RETURNING id, fence, owner
            )
            SELECT id, fence, owner FROM changed
            """;

    private static final String ORDER = """
            WITH changed AS (
                UPDATE idempotency_record SET state = 6, fence = fence + 1, lease_until = now()
                WHERE id = ? AND fence = ? AND owner = ? AND has_steps
                    AND (state = 2 OR state IN (0, 5) AND lease_until <= now())
                RETURNING id, fence, operation, tenant)
            """ + REPORT;

    private static final String STEP_COMPENSATED = """
            WITH changed AS (
                UPDATE idempotency_record SET lease_until = clock_timestamp() + ? * interval '1 microsecond'
                WHERE id = ? AND fence = ? AND owner = ? AND state = 6
                RETURNING id, fence, operation, tenant
            ), undone AS (
                UPDATE idempotency_step SET compensated_at = clock_timestamp()
                FROM changed WHERE record_id = changed.id AND name = ?
            )
            """ + REPORT;

    /** The incidents tell how often it has failed. */
    private static final String POSTPONE = """
            WITH changed AS (
                UPDATE idempotency_record record
                SET lease_until = clock_timestamp() + interval '1 microsecond' * least(?, ? * power(2, (
                    SELECT least(count(*), 30) FROM idempotency_incident
                    WHERE record_id = record.id AND event = 'compensation_failed')))
                WHERE id = ? AND fence = ? AND owner = ? AND state = 6
                RETURNING id, fence, operation, tenant)
            """ + REPORT;

    private static final String FINISH = """
            UPDATE idempotency_record SET state = 7, completed_at = clock_timestamp()
            WHERE id = ? AND fence = ? AND owner = ? AND state = 6
            """;

    private static final String GIVE_UP = """
            WITH changed AS (
                UPDATE idempotency_record SET state = 2
                WHERE id = ? AND fence = ? AND owner = ? AND state = 6
                RETURNING id, fence, operation, tenant)
            """ + REPORT;

    private static final String LIBRARY = "library";

    private final OwnConnection connection;
    private final StoredContent content;

    StepStatements(OwnConnection connection, StoredContent content) {
        this.connection = connection;
        this.content = content;
    }

    @Override
    public boolean keepStep(Claim claim, String name, byte @Nullable [] result) {
        byte @Nullable [] packed = content.result(claim.id(), name, result);
        Object kept = packed == null ? Sql.Null.BYTES : packed;
        return connection
                .call("keep a step", c -> Sql.first(c, KEEP, row -> true, Sql.concat(Sql.values(claim), name, kept)))
                .isPresent();
    }

    @Override
    public List<StoredStep> findSteps(UUID id) {
        return connection.call("read steps", c -> Sql.all(c, FIND, row -> step(id, row), id));
    }

    private StoredStep step(UUID id, ResultSet row) throws SQLException {
        String name = row.getString("name");
        OffsetDateTime compensated = row.getObject("compensated_at", OffsetDateTime.class);
        return new StoredStep(
                name,
                row.getLong("fence"),
                row.getObject("finished_at", OffsetDateTime.class).toInstant(),
                content.read(id, name, row.getBytes("result")),
                compensated == null ? null : compensated.toInstant());
    }

    @Override
    public boolean suspend(Claim claim) {
        return write("suspend a record", SUSPEND, Sql.values(claim));
    }

    @Override
    public Optional<Claim> beginCompensation(Claim observed, UUID owner, Duration abandonedFor, Duration lease) {
        @Nullable
        Object[] values = {
            owner, Sql.micros(lease), observed.id(), observed.fence(), observed.owner(), Sql.micros(abandonedFor)
        };
        return connection.call("begin a compensation", c -> Sql.first(c, BEGIN, Rows::claim, values));
    }

    @Override
    public boolean orderCompensation(Claim observed, String actor, String reason) {
        return write(
                "order a compensation",
                ORDER,
                Sql.concat(Sql.values(observed), report("compensating", Label.of(actor), reason)));
    }

    @Override
    public boolean stepCompensated(Claim claim, String step, Duration lease) {
        @Nullable Object[] held = Sql.concat(new Object[] {Sql.micros(lease)}, Sql.values(claim));
        return write(
                "remember a compensated step",
                STEP_COMPENSATED,
                Sql.concat(Sql.concat(held, step), report("compensated", LIBRARY, "step " + step)));
    }

    @Override
    public boolean postponeCompensation(Claim claim, String reason, Duration firstPause, Duration longestPause) {
        @Nullable
        Object[] held = Sql.concat(new Object[] {Sql.micros(longestPause), Sql.micros(firstPause)}, Sql.values(claim));
        return write(
                "postpone a compensation", POSTPONE, Sql.concat(held, report("compensation_failed", LIBRARY, reason)));
    }

    @Override
    public boolean finishCompensation(Claim claim) {
        return write("finish a compensation", FINISH, Sql.values(claim));
    }

    @Override
    public boolean giveUpCompensation(Claim claim, String reason) {
        return write(
                "give up a compensation", GIVE_UP, Sql.concat(Sql.values(claim), report("uncertain", LIBRARY, reason)));
    }

    private static @Nullable Object[] report(String event, String actor, String reason) {
        return new @Nullable Object[] {event, actor, Label.shortened(reason, 1_000)};
    }

    private boolean write(String action, String sql, @Nullable Object[] values) {
        return connection.call(action, c -> Sql.update(c, sql, values) == 1);
    }
}
