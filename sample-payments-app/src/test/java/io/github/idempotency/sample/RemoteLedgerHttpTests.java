package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A payment whose ledger another service keeps; and this service as the ledger of others. */
@TestPropertySource(properties = "sample.ledger.accept-entries=true")
class RemoteLedgerHttpTests extends HttpTestSupport {

    private static final List<Entry> ENTRIES = new CopyOnWriteArrayList<>();

    private static final HttpServer LEDGER = ledger();

    /** What happens while the ledger works. */
    private static volatile Runnable meanwhile = () -> {};

    private record Entry(String key, String amount, String causeId) {}

    private static HttpServer ledger() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/ledger/entries", RemoteLedgerHttpTests::enter);
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void enter(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            ENTRIES.add(new Entry(
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    JsonPath.read(body, "$.amount"),
                    JsonPath.read(body, "$.causeId")));
            meanwhile.run();
            exchange.sendResponseHeaders(201, -1);
        }
    }

    @DynamicPropertySource
    static void ledger(DynamicPropertyRegistry properties) {
        String authority = "localhost:" + LEDGER.getAddress().getPort();
        properties.add("sample.ledger.base-url", () -> "http://" + authority);
        properties.add("idempotency.client.destinations.ledger.hosts", () -> authority);
    }

    @AfterAll
    static void stop() {
        LEDGER.stop(0);
    }

    @BeforeEach
    void emptyTheLedger() {
        ENTRIES.clear();
        meanwhile = () -> {};
    }

    private int count(String sql, String account) {
        return jdbc.sql(sql).param(account).query(Integer.class).single();
    }

    @Test
    void thePaymentIsEnteredThereUnderADerivedKeyAndNotHere() {
        String account = accountWith("100.00");
        String key = newKey();
        postPayment(account, "30.00", key).exchange().expectStatus().isCreated();
        postPayment(account, "30.00", key).exchange().expectStatus().isCreated();

        String reference = jdbc.sql("select reference from payment where account_id = ?")
                .param(account)
                .query(String.class)
                .single();
        assertThat(ENTRIES).singleElement().satisfies(entry -> {
            assertThat(entry.key()).hasSize(38).doesNotContain(key, reference);
            assertThat(entry.amount()).isEqualTo("-30.00");
            assertThat(entry.causeId()).isEqualTo(reference);
        });
        assertThat(balanceOf(account)).isEqualTo("70.00");
        assertThat(count("select count(*) from ledger_entry where account_id = ?", account))
                .isZero();
    }

    @Test
    void aRefusalAfterTheEntryTakesItBack() {
        String account = accountWith("100.00");
        meanwhile = () -> jdbc.sql("update account set balance = 1 where id = ?")
                .param(account)
                .update();
        postPayment(account, "30.00", newKey()).exchange().expectStatus().isEqualTo(422);

        assertThat(ENTRIES).extracting(Entry::amount).containsExactly("-30.00", "30.00");
        assertThat(ENTRIES).extracting(Entry::key).doesNotHaveDuplicates();
        assertThat(ENTRIES)
                .extracting(Entry::causeId)
                .containsOnly(ENTRIES.get(0).causeId());
        assertThat(count(
                        "select count(*) from provider_charge where voided and reference = ?",
                        ENTRIES.get(0).causeId()))
                .isOne();
    }

    @Test
    void theEntryOfAPaymentThatNobodyResumesIsTakenBack() {
        String account = accountWith("100.00");
        String key = newKey();
        postPayment(account, "30.00", key).exchange().expectStatus().isCreated();
        jdbc.sql("delete from payment where account_id = ?").param(account).update();
        jdbc.sql("""
                update idempotency_record set state = 0, status = null, headers = null, body = null,
                    completed_at = null, applied = false, lease_until = now() - interval '16 min'
                where idempotency_key = ?""").param(key).update();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> count("select state from idempotency_record where idempotency_key = ?", key) == 7);
        assertThat(ENTRIES).extracting(Entry::amount).containsExactly("-30.00", "30.00");
    }

    @Test
    void entriesOfOthersAreMadeOnceAndLeaveBalancesAlone() {
        String account = accountWith("100.00");
        String key = newKey();
        for (int i = 0; i < 2; i++) {
            post("/ledger/entries", """
                    {"accountId":"%s","amount":"-2.5","kind":"PAYMENT","causeId":"6f1c2f5e-6f43-4b0e-8a55-0c3a4b8f4d10"}""".formatted(account))
                    .header("Idempotency-Key", key)
                    .exchange()
                    .expectStatus()
                    .isCreated();
        }

        http.get().uri("/accounts/{id}/ledger", account).exchange().expectBody().json("""
                [{"amount":"-2.50","kind":"PAYMENT","causeId":"6f1c2f5e-6f43-4b0e-8a55-0c3a4b8f4d10"}]""");
        assertThat(balanceOf(account)).isEqualTo("100.00");
    }
}
