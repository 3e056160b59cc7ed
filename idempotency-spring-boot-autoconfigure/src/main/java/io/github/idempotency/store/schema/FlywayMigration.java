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

    /** With the lock time-out of the scripts, about a minute. */
    private static final int ATTEMPTS_IF_LOCKED = 20;

    private static final String LOCKED = "55P03";

    private FlywayMigration() {}

    /**
     * Migrates. Instances that start at once on an empty database can get in each other's way while Flyway makes its history
     * table, which it does not lock; a run that comes a moment later finds it made. A table that is in use by a long transaction
     * is tried again for about a minute, so that requests that came meanwhile get their turn in between.
     */
    static void run(DataSource dataSource, @Nullable ClassLoader classLoader) {
        for (int attempt = 1; ; attempt++) {
            try {
                migrate(dataSource, classLoader);
                return;
            } catch (FlywayException e) {
                boolean locked = isLocked(e);
                if (locked && attempt == ATTEMPTS_IF_LOCKED) {
                    throw new StoreSetupException(
                            "The tables of the idempotency store could not be upgraded: another transaction has held idempotency_record all the time.",
                            "End it, or wait for it, and start again: SELECT pid, xact_start, query FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE relation = 'idempotency_record'::regclass ORDER BY xact_start. A backup by pg_dump is such a transaction.",
                            e);
                }
                if (!locked && attempt >= ATTEMPTS) {
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

    private static boolean isLocked(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && LOCKED.equals(e.getSQLState())) {
                return true;
            }
        }
        return false;
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
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(50_000_000, 1_000_000_000));
    }
}
