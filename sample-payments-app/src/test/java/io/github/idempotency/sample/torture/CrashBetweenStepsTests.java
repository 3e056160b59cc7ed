package io.github.idempotency.sample.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A process that is killed after the provider has charged and before the ledger is written. */
class CrashBetweenStepsTests {

    private static final String BODY = "{\"accountId\":\"alice\",\"amount\":\"12.50\",\"currency\":\"EUR\"}";

    private final HttpClient client = HttpClient.newHttpClient();

    private CompletableFuture<HttpResponse<String>> pay(Instance instance) {
        HttpRequest request = HttpRequest.newBuilder(instance.uri("/payments"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "crash")
                .POST(BodyPublishers.ofString(BODY))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    @Test
    void theTakeoverDoesNotCallTheProviderAgain(@TempDir Path directory) throws Exception {
        TortureSettings settings = new TortureSettings(
                0,
                Duration.ZERO,
                Sabotage.NONE,
                false,
                Path.of("target", "torture", "crash").toAbsolutePath());
        ExecutorService threads = Executors.newCachedThreadPool();
        try (DatabaseServer database = new DatabaseServer(directory);
                ProviderServer provider = new ProviderServer(Duration.ofSeconds(2), threads);
                TcpProxy oneNetwork = new TcpProxy(database.port(), threads);
                TcpProxy otherNetwork = new TcpProxy(database.port(), threads)) {
            Instance one = new Instance("one", oneNetwork, provider.baseUrl(), settings);
            Instance other = new Instance("other", otherNetwork, provider.baseUrl(), settings);
            try {
                one.ensureRunning();
                other.ensureRunning();
                await().atMost(Duration.ofMinutes(3)).until(() -> one.isListening() && other.isListening());
                killBetweenChargeAndLedger(one, database);
                assertThat(provider.chargeRequests()).isOne();

                HttpResponse<String> answer = await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> pay(other).join(), response -> response.statusCode() != 409);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                assertThat(answer.headers().firstValue("Idempotent-Replayed")).isEmpty();
                assertThat(provider.chargeRequests()).isOne();
                assertThat(provider.charges()).singleElement().matches(charge -> !charge.voided());
                assertThat(List.of(count(database, "payment"), count(database, "ledger_entry")))
                        .containsOnly(1);
                assertThat(pay(other).join().body()).isEqualTo(answer.body());
            } finally {
                one.close();
                other.close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The payment cannot be written while its account is locked. */
    private void killBetweenChargeAndLedger(Instance instance, DatabaseServer database) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select * from account where id = 'alice' for update");
            CompletableFuture<HttpResponse<String>> lost = pay(instance);
            await().atMost(Duration.ofSeconds(30)).until(() -> count(database, "idempotency_step") == 1);
            instance.kill();
            assertThat(lost).failsWithin(Duration.ofSeconds(10));
            connection.rollback();
        }
    }

    private static int count(DatabaseServer database, String table) {
        return JdbcClient.create(new DriverManagerDataSource(database.url()))
                .sql("select count(*) from " + table)
                .query(Integer.class)
                .single();
    }
}
