package io.github.idempotency.sample.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTests {

    @TempDir
    Path dataDir;

    @Test
    void dataSurvivesAKillOfTheApplicationAndThenOfTheServer() throws Exception {
        killApplication();
        Postmaster orphan = Postmaster.of(dataDir.resolve("postgresql")).orElseThrow();

        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir)) {
            assertThat(database.pid())
                    .as("the server is taken over")
                    .isEqualTo(orphan.process().pid());
            assertThatDataIsThere(database);

            orphan.process().destroyForcibly();
            await().until(() -> !orphan.process().isAlive());
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir)) {
            assertThatDataIsThere(database);
        }
        assertThat(ProcessHandle.allProcesses().filter(this::isServerOfThisTest))
                .isEmpty();
    }

    @Test
    void aSecondApplicationJoinsAndLeavesTheServerRunning() throws Exception {
        try (EmbeddedDatabase owner = EmbeddedDatabase.start(dataDir)) {
            EmbeddedDatabase second = EmbeddedDatabase.start(dataDir);
            second.close();

            assertThat(second.jdbcUrl()).isEqualTo(owner.jdbcUrl());
            try (Connection connection = DriverManager.getConnection(owner.jdbcUrl())) {
                assertThat(setting(connection, "fsync")).isEqualTo("on");
                assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
            }
        }
    }

    @Test
    void aPidFileThatNamesAnotherProcessAndACreationThatWasCutShortAreSweptAway() throws IOException {
        Path cluster = Files.createDirectory(dataDir.resolve("postgresql"));
        Files.writeString(cluster.resolve("postgresql.conf"), "half written");
        Files.write(
                cluster.resolve("postmaster.pid"),
                List.of(String.valueOf(ProcessHandle.current().pid()), cluster.toString(), "0", "5432"));
        Files.createFile(dataDir.resolve("postgresql.creating"));

        EmbeddedDatabase.start(dataDir).close();

        assertThat(dataDir.resolve("postgresql.creating")).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNamed() throws IOException {
        Path file = Files.createFile(dataDir.resolve("file"));

        assertThatExceptionOfType(EmbeddedDatabaseException.class)
                .isThrownBy(() -> EmbeddedDatabase.start(file))
                .satisfies(exception -> assertThat(new EmbeddedDatabaseFailureAnalyzer()
                                .analyze(exception)
                                .getDescription())
                        .contains(file.toString()));
    }

    private void killApplication() throws IOException, InterruptedException {
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedDatabaseChild.class.getName(),
                        dataDir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = application.inputReader()) {
            assertThat(output.lines().anyMatch(EmbeddedDatabaseChild.READY::equals))
                    .isTrue();
        } finally {
            application.destroyForcibly().waitFor();
        }
    }

    private static void assertThatDataIsThere(EmbeddedDatabase database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
            connection.createStatement().execute("select * from survivor");
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (var row = connection.createStatement().executeQuery("show " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private boolean isServerOfThisTest(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(dataDir.toString());
    }
}
