package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.server.Postgres;
import java.sql.SQLException;

/** What a run was made on, in a sentence. */
final class Machine {

    private Machine() {}

    static String describe(Postgres database, Options options) throws SQLException {
        return "%d processors (%s, %s), JDK %s, PostgreSQL %s with `fsync` and `synchronous_commit` on; client, application and server share them. %d rounds of %d ms, seed %d."
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version().feature(),
                        database.version(),
                        options.rounds(),
                        options.slice().toMillis(),
                        options.seed());
    }
}
