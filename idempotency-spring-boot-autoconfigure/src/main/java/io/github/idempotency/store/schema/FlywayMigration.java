package io.github.idempotency.store.schema;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

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

    private static void migrate(DataSource dataSource, @Nullable ClassLoader classLoader) {
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
