package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Behind PgBouncer in transaction pooling each transaction may run on another session of the server. */
class PooledByPgBouncerTests {

    private static final List<Path> BINARIES = List.of(
            Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"), Path.of("/opt/homebrew/bin/pgbouncer"));

    private static TestDatabase database;
    private static JdbcTemplate databaseItself;
    private static Process bouncer;
    private static Host host;

    private final String key = ApplicationTests.newKey();

    @BeforeAll
    static void start() throws IOException {
        Path binary = BINARIES.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeThat(binary)
                .as("PgBouncer is not installed (for example: apt-get install pgbouncer)")
                .isNotNull();
        database = PostgresServer.createDatabase();
        databaseItself =
                new JdbcTemplate(new DriverManagerDataSource(database.url(), database.username(), database.password()));
        int port = startBouncer(binary);
        TestDatabase pooled = new TestDatabase(
                database.name(),
                "jdbc:postgresql://localhost:" + port + '/' + database.name() + "?prepareThreshold=0&sslmode=disable",
                database.username(),
                database.password());
        host = Host.start(
                pooled,
                List.of(TestApplication.class),
                "spring.flyway.locations=classpath:db/testapp",
                "spring.datasource.hikari.maximum-pool-size=20");
    }

    private static int startBouncer(Path binary) throws IOException {
        URI server = URI.create(database.url().substring("jdbc:".length()));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path directory = Files.createTempDirectory("pgbouncer");
        Path users = directory.resolve("users.txt");
        Files.writeString(users, "\"" + database.username() + "\" \"" + database.password() + "\"\n");
        Path configuration = directory.resolve("pgbouncer.ini");
        Files.writeString(configuration, """
                [databases]
                * = host=%s port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 4
                ignore_startup_parameters = extra_float_digits
                """.formatted(server.getHost(), server.getPort(), port, users));
        for (Path readable : List.of(directory, users, configuration)) {
            Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> command = root // which PgBouncer declines to run as
                ? List.of(binary.toString(), "-u", "nobody", configuration.toString())
                : List.of(binary.toString(), configuration.toString());
        bouncer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("pgbouncer.log").toFile())
                .start();
        await().ignoreExceptions().until(() -> {
            new Socket("127.0.0.1", port).close();
            return true;
        });
        return port;
    }

    @AfterAll
    static void stop() {
        if (host != null) {
            host.close();
        }
        if (bouncer != null) {
            bouncer.destroy();
        }
    }

    private HttpResponse<byte[]> post(String path) {
        return host.http.post(path, "{}", "Idempotency-Key", key);
    }

    private int deposits() {
        return databaseItself.queryForObject("SELECT count(*) FROM deposit WHERE account = ?", Integer.class, key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/durable/service", "/durable/several", "/atomic/deposit", "/atomic/jdbc"})
    void oneEffectAndReplays(String handler) {
        HttpResponse<byte[]> first = post(handler + "?account=" + key);
        assertThat(first.statusCode()).isEqualTo(201);
        int effects = deposits();
        ApplicationTests.assertReplay(post(handler + "?account=" + key), first);
        assertThat(deposits()).isEqualTo(effects).isPositive();
    }

    @Test
    void anAppliedMarkerIsCommittedWithTheEffect() {
        post("/durable/service?account=" + key);
        assertThat(databaseItself.queryForObject(
                        "SELECT applied FROM idempotency_record WHERE idempotency_key = ?", Boolean.class, key))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/durable/service", "/atomic/deposit"})
    void aCrowdWithOneKeyHasOneEffect(String handler) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(30);
        try {
            List<CompletableFuture<Integer>> answers = IntStream.range(0, 30)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> post(handler + "?account=" + key).statusCode(), executor))
                    .toList();
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
            assertThat(answers)
                    .extracting(CompletableFuture::join)
                    .contains(201)
                    .containsAnyOf(201, 409);
            assertThat(deposits()).isOne();
        } finally {
            executor.shutdownNow();
        }
    }
}
