package io.github.idempotency.sample.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;

/** An application that starts the database, writes a row, says so on its output, and waits to be killed. */
final class EmbeddedDatabaseChild {

    static final String READY = "ready";

    private EmbeddedDatabaseChild() {}

    public static void main(String[] args) throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(args[0]));
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
            connection.createStatement().execute("create table survivor (id int)");
        }
        System.out.println(READY);
        Thread.sleep(Long.MAX_VALUE);
    }
}
