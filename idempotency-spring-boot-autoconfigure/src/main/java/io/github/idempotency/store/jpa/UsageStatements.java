package io.github.idempotency.store.jpa;

import io.github.idempotency.core.OperatorStore.StorageUse;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.UsageStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sums up what the records of {@link JpaIdempotencyStore} take; every method is one statement. */
final class UsageStatements implements UsageStore {

    /**
     * Row header, line pointer and columns of fixed width are 119 bytes; bodies that are stored out of the row are measured
     * without being read, and what is in a partition of responses was measured when it was stored.
     */
    static final String SIZE = """
            119 + pg_column_size(tenant_source) + pg_column_size(tenant) + pg_column_size(operation)
            + pg_column_size(idempotency_key) + pg_column_size(fingerprint)
            + coalesce(pg_column_size(headers), 0) + coalesce(pg_column_size(body), 0) + coalesce(response_size, 0)
            """;

    /** The rows of others that measure at the same time stay, and count for nothing once there are later ones. */
    private static final String MEASURE = """
            WITH measured AS MATERIALIZED (
                SELECT operation, state, tenant_source, tenant, grouping(tenant) = 0 AS is_tenant,
                    count(*) AS records, coalesce(sum(%s), 0) AS bytes
                FROM idempotency_record
                GROUP BY GROUPING SETS ((operation, state), (tenant_source, tenant), ())
            ), gone AS (
                DELETE FROM idempotency_usage
            )
            INSERT INTO idempotency_usage (id, measured_at, records, bytes, operation, state, tenant_source, tenant)
            SELECT gen_random_uuid(), now(), records, bytes, operation, state, tenant_source, tenant
            FROM (
                (SELECT * FROM measured WHERE NOT is_tenant)
                UNION ALL
                (SELECT * FROM measured WHERE is_tenant ORDER BY bytes DESC LIMIT %d)
            ) AS used
            """.formatted(SIZE, LARGEST_TENANTS);

    private static final String READ = """
            SELECT operation, state, tenant_source, tenant, records, bytes,
                extract(epoch FROM clock_timestamp() - measured_at) AS age
            FROM idempotency_usage
            WHERE measured_at = (SELECT max(measured_at) FROM idempotency_usage)
            """;

    private final OwnConnection connection;

    /**
     * Creates the statements.
     *
     * @param connection one that grants a statement the time to look at all records
     */
    UsageStatements(OwnConnection connection) {
        this.connection = connection;
    }

    @Override
    public void measureUsage() {
        connection.call("measure the usage", c -> Sql.update(c, MEASURE));
    }

    @Override
    public Optional<Usage> readUsage() {
        return connection.call("read the usage", UsageStatements::read);
    }

    @Override
    public String labelOf(Tenant tenant) {
        return Label.of(tenant.name());
    }

    private static Optional<Usage> read(Connection connection) throws SQLException {
        List<StorageUse> operations = new ArrayList<>();
        List<TenantUse> tenants = new ArrayList<>();
        Duration age = null;
        try (PreparedStatement statement = connection.prepareStatement(READ);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String operation = rows.getString("operation");
                String source = rows.getString("tenant_source");
                long records = rows.getLong("records");
                long bytes = rows.getLong("bytes");
                if (operation != null) {
                    operations.add(new StorageUse(operation, Rows.state(rows.getInt("state")), records, bytes));
                } else if (source != null) {
                    tenants.add(new TenantUse(Tenant.Source.valueOf(source), rows.getString("tenant"), records, bytes));
                } else {
                    age = Duration.ofNanos((long) (1e9 * rows.getDouble("age")));
                }
            }
        }
        return age == null ? Optional.empty() : Optional.of(new Usage(age, operations, tenants));
    }
}
