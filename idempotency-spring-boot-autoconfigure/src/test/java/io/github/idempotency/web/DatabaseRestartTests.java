package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** PostgreSQL is stopped the hard way and started again, while clients go on. */
class DatabaseRestartTests {

    private static final int REQUESTS_PER_SECOND = 200;
    private static final int MOST_ATTEMPTS = 25;
    private static final List<String> OPERATIONS =
            List.of("/durable/service", "/durable/recoverable", "/atomic/deposit");

    @TempDir
    private Path directory;

    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(64);
    private final List<Operation> operations = new ArrayList<>();
    private EmbeddedPostgres server;
    private Host host;

    /** What a client wants to have done once; it sends the same key until it knows. */
    private final class Operation implements Runnable {

        private final String key = ApplicationTests.newKey();
        private final String path;
        private final AtomicInteger attempts = new AtomicInteger();
        private volatile int answer;
        private volatile String problem = "";

        Operation(String path) {
            this.path = path;
        }

        @Override
        public void run() {
            int attempt = attempts.incrementAndGet();
            try {
                HttpResponse<byte[]> response = host.http.post(path + "?account=" + key, "{}", "Idempotency-Key", key);
                problem = response.statusCode() < 400 ? "" : HttpCalls.text(response);
                if (response.statusCode() < 400 || problem.contains("\"retryable\":false")) {
                    answer = response.statusCode();
                    return;
                }
            } catch (RuntimeException e) {
                problem = e.toString();
            }
            if (attempt < MOST_ATTEMPTS) {
                long pause = Math.min(2_000, 100L << Math.min(attempt, 5));
                clients.schedule(this, ThreadLocalRandom.current().nextLong(pause / 2, pause), TimeUnit.MILLISECONDS);
            }
        }

        boolean isOver() {
            return answer != 0 || attempts.get() >= MOST_ATTEMPTS;
        }

        String account() {
            return path.endsWith("recoverable")
                    ? new RecordKey(Tenant.anonymous(), "recoverable", key).derivedKey("deposit")
                    : key;
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                // The embedded server's own default is off: it then forgets commits that it has confirmed.
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    /** As {@code pg_ctl stop -m immediate} does. */
    private void stopAtOnce() throws Exception {
        long pid = Long.parseLong(Files.readAllLines(directory.resolve("data/postmaster.pid"))
                .get(0)
                .strip());
        assertThat(new ProcessBuilder("kill", "-QUIT", Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @AfterEach
    void stop() throws IOException {
        clients.shutdownNow();
        if (host != null) {
            host.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void costsClientsRetriesAndNothingElse() throws Exception {
        server = start(0);
        int port = server.getPort();
        TestDatabase database = new TestDatabase(
                "postgres", "jdbc:postgresql://localhost:" + port + "/postgres", "postgres", "postgres");
        JdbcTemplate observer =
                new JdbcTemplate(new DriverManagerDataSource(database.url(), database.username(), database.password()));
        host = Host.start(
                database,
                List.of(TestApplication.class),
                "spring.flyway.locations=classpath:db/testapp",
                "spring.datasource.hikari.maximum-pool-size=10",
                "spring.datasource.hikari.connection-timeout=2000",
                "idempotency.risk-classes.high.lease=5s",
                "idempotency.reconcile.interval=1s",
                "idempotency.store.circuit-breaker.open-duration=1s");

        assertThat(observer.queryForObject("SHOW synchronous_commit", String.class))
                .isEqualTo("on");
        ScheduledFuture<?> load =
                clients.scheduleAtFixedRate(this::begin, 0, 1_000_000 / REQUESTS_PER_SECOND, TimeUnit.MICROSECONDS);
        await().atMost(Duration.ofSeconds(30)).until(() -> begun() >= 600);
        stopAtOnce();
        int before = begun();
        server.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> begun() >= before + 400);
        server = start(port);
        int back = begun();
        await().atMost(Duration.ofSeconds(30)).until(() -> begun() >= back + 600);
        load.cancel(false);
        await().atMost(Duration.ofSeconds(40)).until(() -> operations.stream().allMatch(Operation::isOver));

        Map<String, Integer> effects =
                observer.queryForList("SELECT account, count(*)::int AS effects FROM deposit GROUP BY account").stream()
                        .collect(Collectors.toMap(
                                row -> (String) row.get("account"), row -> (Integer) row.get("effects")));
        assertThat(operations).allSatisfy(operation -> {
            assertThat(operation.answer)
                    .as("after " + operation.attempts + " attempts: " + operation.problem)
                    .isIn(201, 409);
            // 409 is outcome-unknown: the effect took place, and nobody can rebuild its response.
            assertThat(operation.answer == 201 || operation.problem.contains("outcome-unknown"))
                    .as(operation.problem)
                    .isTrue();
            assertThat(effects.getOrDefault(operation.account(), 0))
                    .as(operation.path + " was answered with " + operation.answer)
                    .isOne();
        });
        await().untilAsserted(() -> assertThat(observer.queryForObject(
                        "SELECT count(*) FROM idempotency_record WHERE state = 0", Integer.class))
                .isZero());
        assertThat(operations).extracting(operation -> operation.attempts.get()).anyMatch(attempts -> attempts > 1);
        System.out.printf(
                "PostgreSQL was restarted under load: %d operations, %d needed retries, at most %d attempts, %d ended as outcome-unknown%n",
                operations.size(),
                operations.stream()
                        .filter(operation -> operation.attempts.get() > 1)
                        .count(),
                operations.stream()
                        .mapToInt(operation -> operation.attempts.get())
                        .max()
                        .orElse(0),
                operations.stream().filter(operation -> operation.answer == 409).count());
    }

    private synchronized int begun() {
        return operations.size();
    }

    private void begin() {
        Operation operation;
        synchronized (this) {
            operation = new Operation(OPERATIONS.get(operations.size() % OPERATIONS.size()));
            operations.add(operation);
        }
        clients.execute(operation);
    }
}
