package io.github.idempotency.sample;

import io.github.idempotency.drill.TcpProxy;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The whole service on a real port; all subclasses share one. Every test has accounts of its own. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.banner-mode=off",
            "idempotency.reconcile.interval=2s",
            "idempotency.statistics.flush-interval=1s",
            "management.prometheus.metrics.export.enabled=true", // tests of Spring Boot have none unless asked
            "sample.drill.enabled=true"
        })
abstract class HttpTestSupport {

    static final TestDatabase DATABASE = PostgresServer.createDatabase();

    /** The network between the service and its database. */
    static final TcpProxy TO_DATABASE = proxy(URI.create(DATABASE.url().substring("jdbc:".length())));

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    RestTestClient http;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add(
                "spring.datasource.url",
                () -> DATABASE.url().replaceFirst("//[^/]*/", "//localhost:" + TO_DATABASE.port() + "/"));
        // Drills cut the database off; nobody shall wait for it afterwards.
        properties.add("spring.datasource.hikari.connection-timeout", () -> "5000");
        properties.add("idempotency.store.circuit-breaker.open-duration", () -> "1s");
        properties.add("spring.datasource.username", DATABASE::username);
        properties.add("spring.datasource.password", DATABASE::password);
        // A busy machine is no provider that is away.
        properties.add("sample.provider.connect-timeout", () -> "10s");
        properties.add("sample.provider.read-timeout", () -> "3s");
    }

    private static TcpProxy proxy(URI database) {
        try {
            return TcpProxy.to(database.getHost(), database.getPort());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    @BeforeEach
    void connect() {
        http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    String accountWith(String balance) {
        String id = "test-" + UUID.randomUUID();
        jdbc.sql("insert into account (id, balance, currency) values (?, ?, 'EUR')")
                .params(id, new BigDecimal(balance))
                .update();
        return id;
    }

    String balanceOf(String account) {
        return jdbc.sql("select balance::text from account where id = ?")
                .param(account)
                .query(String.class)
                .single();
    }

    RestTestClient.RequestHeadersSpec<?> postPayment(String account, String amount, String key) {
        return post("/payments", """
                {"accountId":"%s","amount":"%s","currency":"EUR"}""".formatted(account, amount)).header("Idempotency-Key", key);
    }

    RestTestClient.RequestHeadersSpec<?> postTransfer(String from, String to, String amount) {
        return post("/transfers", """
                {"from":"%s","to":"%s","amount":"%s"}""".formatted(from, to, amount)).header("Idempotency-Key", newKey());
    }

    RestTestClient.RequestHeadersSpec<?> post(String path, String body) {
        return http.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body);
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }
}
