package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** No request waits for a second connection while it holds one. */
class SmallPoolTests {

    private static final int THREADS = 50;

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    /** The application's Flyway gets connections of its own: on a pool of one it does not start, with us or without. */
    @ParameterizedTest
    @CsvSource({
        "1, false, /atomic/leased, 201",
        "1, true, /atomic/leased, 201",
        "1, false, /atomic/deposit, 201",
        "1, true, /atomic/deposit, 201",
        "2, false, /atomic/deposit, 201",
        "2, true, /atomic/deposit, 201",
        "1, true, /atomic/refused, 422"
    })
    void fiftyThreadsFinish(int size, boolean openInView, String handler, int status) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try (Host host = Host.start(
                DATABASE,
                List.of(TestApplication.class),
                "spring.flyway.locations=classpath:db/testapp",
                "spring.flyway.url=" + DATABASE.url(),
                "spring.flyway.user=" + DATABASE.username(),
                "spring.flyway.password=" + DATABASE.password(),
                "spring.jpa.open-in-view=" + openInView,
                "spring.datasource.hikari.maximum-pool-size=" + size,
                // Longer than the crowd takes to pass, shorter than a deadlock would last.
                "idempotency.store.claim-timeout=10s")) {
            String account = ApplicationTests.newKey();
            List<CompletableFuture<HttpResponse<byte[]>>> answers = IntStream.range(0, THREADS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> host.http.post(
                                    handler + "?account=" + account,
                                    "{}",
                                    "Idempotency-Key",
                                    ApplicationTests.newKey()),
                            executor))
                    .toList();
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(status));
            assertThat(DATABASE_ITSELF.queryForObject(
                            "SELECT count(*) FROM deposit WHERE account = ?", Integer.class, account))
                    .isEqualTo(status == 201 ? THREADS : 0);
        } finally {
            executor.shutdownNow();
        }
    }
}
