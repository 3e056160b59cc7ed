package io.github.idempotency.store.jpa;

import io.github.idempotency.core.InstanceStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/**
 * Instances as rows of the table of tasks, each the owner of one. A row whose lease has passed is taken by the next instance
 * that needs one, so that there are never more rows than there were instances at a time: the role of the application need not
 * be able to delete any.
 */
final class InstanceStatements implements InstanceStore {

    private static final String KEEP_OR_TAKE = """
            UPDATE idempotency_task SET owner = ?, lease_until = clock_timestamp() + ? * interval '1 microsecond'
            WHERE name = (
                SELECT name FROM idempotency_task
                WHERE name LIKE 'instance-%' AND (owner = ? OR lease_until <= now())
                ORDER BY (owner = ?) DESC
                LIMIT 1
                FOR UPDATE SKIP LOCKED
            )
            """;

    private static final String ADD = """
            INSERT INTO idempotency_task (name, owner, lease_until)
            VALUES ('instance-' || gen_random_uuid(), ?, clock_timestamp() + ? * interval '1 microsecond')
            """;

    private static final String COUNT = """
            SELECT count(*) FROM idempotency_task WHERE name LIKE 'instance-%' AND lease_until > now()
            """;

    private static final String LEAVE = """
            UPDATE idempotency_task SET lease_until = now() WHERE name LIKE 'instance-%' AND owner = ?
            """;

    private final OwnConnection connection;

    InstanceStatements(OwnConnection connection) {
        this.connection = connection;
    }

    @Override
    public int joinInstances(UUID instance, Duration lease) {
        return connection.call("count the instances", c -> join(c, instance, Sql.micros(lease)));
    }

    private static int join(Connection connection, UUID instance, long lease) throws SQLException {
        if (Sql.update(connection, KEEP_OR_TAKE, instance, lease, instance, instance) == 0) {
            Sql.update(connection, ADD, instance, lease);
        }
        return Sql.first(connection, COUNT, rows -> rows.getInt(1)).orElse(1);
    }

    @Override
    public void leaveInstances(UUID instance) {
        connection.call("leave the instances", c -> Sql.update(c, LEAVE, instance));
    }
}
