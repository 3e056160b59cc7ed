package io.github.idempotency.store.schema;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** A run of Flyway that shares neither location nor history with the application's. */
final class FlywayMigration {

    private FlywayMigration() {}

    static void run(DataSource dataSource, @Nullable ClassLoader classLoader) {
        try {
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
        } catch (FlywayException e) {
            throw new StoreSetupException(
                    "The table of the idempotency store could not be created or upgraded: " + e.getMessage(),
                    "The database user needs the right to create tables, and org.flywaydb:flyway-database-postgresql has to be on the class path. If somebody else applies the SQL, classpath:%s, set idempotency.store.schema=validate."
                            .formatted(SchemaScripts.FIRST),
                    e);
        }
    }
}
