package io.github.idempotency.store.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A run of Flyway that shares neither location nor history with the application's. */
final class FlywayMigration {

    private static final int ATTEMPTS = 4;

    private FlywayMigration() {}

    /**
     * Migrates. Instances that start at once on an empty database can get in each other's way while Flyway makes its history
     * table, which it does not lock; a run that comes a moment later finds it made.
     */
    static void run(DataSource dataSource, @Nullable ClassLoader classLoader) {
        for (int attempt = 1; ; attempt++) {
            try {
                migrate(dataSource, classLoader);
                return;
            } catch (FlywayException e) {
                if (attempt == ATTEMPTS) {
                    throw new StoreSetupException(
                            "The tables of the idempotency store could not be created or upgraded: " + e.getMessage(),
                            "The database user needs the right to create tables, and org.flywaydb:flyway-database-postgresql has to be on the class path. If somebody else applies the SQL, the scripts in classpath:%s, set idempotency.store.schema=validate."
                                    .formatted(SchemaScripts.LOCATION),
                            e);
                }
                pause();
            }
        }
    }

    // Flyway would take two connections at once, for which a pool of one never has the second. Its lock ends with the
    // transaction in which it migrates, so that one connection keeps instances apart as well as two.
    private static void migrate(DataSource dataSource, @Nullable ClassLoader classLoader) {
        try (Connection connection = dataSource.getConnection()) {
            migrateOn(new SingleConnectionDataSource(connection, true), classLoader);
        } catch (SQLException e) {
            throw new FlywayException("No connection could be had: " + e.getMessage(), e);
        }
    }

    private static void migrateOn(DataSource dataSource, @Nullable ClassLoader classLoader) {
        (classLoader == null ? Flyway.configure() : Flyway.configure(classLoader))
                .dataSource(dataSource)
                .locations("classpath:" + SchemaScripts.LOCATION)
                .failOnMissingLocations(true)
                .table(SchemaScripts.HISTORY_TABLE)
                // The application's tables are there already; without version 0 our first script would count as
                // applied.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(50_000_000, 250_000_000));
    }
}
