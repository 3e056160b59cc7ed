package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.web.app.DurableHandlers;
import io.github.idempotency.web.app.OrderHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What operators see of records and do about them. */
class OperatorTests extends ApplicationTests {

    private static final String RECORDS = "/actuator/idempotencyrecords";

    private final String key = newKey();
    private final String id = idOf(Tenant.anonymous());
    private final List<String> shown = new ArrayList<>();

    private String idOf(Tenant tenant) {
        return new RecordKey(tenant, "durable-service", key).id().toString();
    }

    private HttpResponse<byte[]> post(String... headers) {
        List<String> all = new ArrayList<>(List.of("Idempotency-Key", key));
        all.addAll(List.of(headers));
        return http.post("/durable/service?account=" + key, "{}", all.toArray(String[]::new));
    }

    private static String[] as(String user) {
        String credentials = Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.US_ASCII));
        return new String[] {"Authorization", "Basic " + credentials};
    }

    private String get(int status, String path) {
        HttpResponse<byte[]> response = http.send("GET", RECORDS + path, "");
        return shown(status, response);
    }

    private String settle(int status, String decision) {
        return shown(status, http.post(RECORDS + "/" + id, decision, as("alice")));
    }

    private String shown(int status, HttpResponse<byte[]> response) {
        String text = HttpCalls.text(response);
        assertThat(response.statusCode()).as(text).isEqualTo(status);
        shown.add(text);
        return text;
    }

    @AfterEach
    void theKeyWasNeverShown() {
        assertThat(shown).isNotEmpty().noneMatch(text -> text.contains(key));
    }

    private void letTheProcessDie() {
        DATABASE_ITSELF.update(
                "UPDATE idempotency_record SET state = 0, status = NULL, headers = NULL, body = NULL,"
                        + " completed_at = NULL, lease_until = now() - interval '1 second' WHERE idempotency_key = ?",
                key);
    }

    private void loseTheResponse() {
        assertThat(post().statusCode()).isEqualTo(201);
        letTheProcessDie();
        assertProblem(post(), 409, "outcome-unknown", false);
    }

    private void assertIncidents(String... eventsAndActors) {
        String history = get(200, "/" + id);
        List<String> events = JsonPath.read(history, "$.incidents[*].event");
        List<String> actors = JsonPath.read(history, "$.incidents[*].actor");
        List<String> found = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            found.add(events.get(i) + " by " + actors.get(i));
        }
        assertThat(found).containsExactly(eventsAndActors);
    }

    @Test
    void aCompletedRecordIsReplayedExactlyAsTheOperatorSaid() {
        loseTheResponse();
        String body = "{\"für\": \"" + UUID.randomUUID() + "\"}\r\n";
        String answer = settle(
                200,
                JsonMapper.shared()
                        .writeValueAsString(Map.of(
                                "action",
                                "complete",
                                "reason",
                                "the ledger has it, ticket 7",
                                "status",
                                201,
                                "contentType",
                                "application/vnd.acme+json",
                                "location",
                                "/deposits/7",
                                "body",
                                body)));
        assertThat(answer).contains("\"result\":\"completed\"").doesNotContain(body);

        for (int retry = 0; retry < 2; retry++) {
            HttpResponse<byte[]> replay = post();
            assertThat(replay.statusCode()).isEqualTo(201);
            assertThat(replay.body()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
            assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
            assertThat(replay.headers().allValues("Location")).containsExactly("/deposits/7");
            assertThat(replay.headers().allValues("Content-Type")).containsExactly("application/vnd.acme+json");
        }
        assertThat(deposits(key)).isOne();
        assertIncidents("uncertain by library", "completed by alice");
        assertThat(get(200, "/" + id))
                .contains("the ledger has it, ticket 7", "\"state\":\"completed\"", "\"status\":201")
                .doesNotContain("deposits/7", "vnd.acme");
    }

    @Test
    void aReleasedKeyRunsTheHandlerAgain() {
        loseTheResponse();
        assertThat(settle(200, """
                {"action":"release","reason":"undone by hand"}""")).contains("\"result\":\"released\"", "effects stand");

        assertThat(get(200, "/" + id)).doesNotContain("\"record\"").contains("\"message\"");
        String search = get(200, "?operation=durable-service&key=" + key);
        assertThat(JsonPath.<List<String>>read(search, "$.gone")).containsExactly(id);
        HttpResponse<byte[]> again = post();
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(deposits(key)).isEqualTo(2);
        assertReplay(post(), again);
        assertIncidents("uncertain by library", "released by alice");
    }

    @Test
    void anEvictedRecordIsForgottenButNotThatItWasEvicted() {
        post();
        assertThat(settle(409, """
                {"action":"release","reason":"try again"}""")).contains("evict it");
        settle(200, """
                {"action":"evict","reason":"wrong answer, ticket 8"}""");
        assertThat(records(key)).isZero();

        assertThat(post().headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(deposits(key)).isEqualTo(2);
        assertIncidents("evicted by alice");
    }

    @Test
    void aLapsedRecordCanBeSettledAndARunningOneCannot() {
        post();
        DATABASE_ITSELF.update(
                "UPDATE idempotency_record SET state = 0, lease_until = now() + interval '1 hour'"
                        + " WHERE idempotency_key = ?",
                key);
        for (String action : List.of("complete", "release", "evict")) {
            assertThat(settle(409, "{\"action\":\"" + action + "\",\"reason\":\"impatience\"}"))
                    .contains("being processed");
        }
        assertThat(records(key)).isOne();
        letTheProcessDie();
        assertThat(settle(200, """
                {"action":"complete","reason":"seen in the ledger","status":"204"}""")).contains("completed");
        assertThat(post().statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "release"})
    void aHandlerThatStillRunsCommitsNothingOnceItsRecordIsSettled(String action) throws Exception {
        OrderHandlers.gate = new CountDownLatch(1);
        DurableHandlers.FIRST.set(true);
        CompletableFuture<HttpResponse<byte[]>> zombie = CompletableFuture.supplyAsync(() -> post());
        assertThat(OrderHandlers.entered.await(20, TimeUnit.SECONDS)).isTrue();
        // Not lapsed: the reconciler would free the key.
        DATABASE_ITSELF.update("UPDATE idempotency_record SET state = 2 WHERE idempotency_key = ?", key);
        settle(200, "{\"action\":\"" + action + "\",\"reason\":\"its machine hangs\"}");
        OrderHandlers.gate.countDown();

        assertThat(zombie.get(20, TimeUnit.SECONDS).statusCode()).isNotEqualTo(201);
        assertThat(deposits(key)).isZero();
        assertThat(post().statusCode()).isEqualTo(action.equals("complete") ? 200 : 201);
        assertThat(deposits(key)).isEqualTo(action.equals("complete") ? 0 : 1);
    }

    @Test
    void whoDecidesWithoutAuthenticationIsAnonymous() {
        loseTheResponse();
        shown(200, http.post(RECORDS + "/" + id, """
                {"action":"release","reason":"no security here"}"""));
        assertIncidents("uncertain by library", "released by anonymous");
    }

    @Test
    void badDecisionsAreExplainedAndChangeNothing() {
        loseTheResponse();
        assertThat(settle(400, "{}")).contains("action must be one of");
        assertThat(settle(400, """
                {"action":"release","reason":" "}""")).contains("reason is required");
        assertThat(shown(400, http.post(RECORDS + "/7", """
                {"action":"release","reason":"x"}"""))).contains("UUID");
        assertThat(shown(404, http.post(RECORDS + "/" + UUID.randomUUID(), """
                {"action":"release","reason":"x"}""")))
                .contains("no such record");
        assertThat(get(404, "/" + UUID.randomUUID())).contains("no incident");
        assertProblem(post(), 409, "outcome-unknown", false);
    }

    @Test
    void uncertainRecordsAreListed() {
        loseTheResponse();
        String list = get(200, "?limit=1000");
        assertThat(JsonPath.<List<String>>read(list, "$.records[*].id")).contains(id);
        assertThat(JsonPath.<List<String>>read(list, "$.records[?(@.state != 'uncertain')].id"))
                .isEmpty();
        String record = "$.records[?(@.id == '" + id + "')].";
        assertThat(JsonPath.<List<Object>>read(list, record + "hash"))
                .containsExactly(id.replace("-", "").substring(0, 12));
        assertThat(JsonPath.<List<Object>>read(list, record + "applied")).containsExactly(true);
        assertThat(JsonPath.<List<String>>read(list, record + "created").get(0)).matches("2.*T.*Z");
        assertThat(get(400, "?limit=0")).contains("limit must be");
    }

    @Test
    void aRecordIsFoundByItsKeyInTheTenantsNamespaceOnly() {
        post(as("alice"));
        String byKey = "?operation=durable-service&key=" + key;
        assertThat(get(200, byKey)).contains("No record");
        assertThat(get(200, byKey + "&tenant=bob")).contains("No record");
        assertThat(get(200, byKey + "&tenant=alice&tenantSource=header")).contains("No record");
        String aliceId = idOf(new Tenant(Tenant.Source.PRINCIPAL, "alice"));
        for (String query : List.of(
                byKey + "&tenant=alice",
                byKey + "&tenant=alice&tenantSource=principal",
                "?operation=durable-service&tenant=alice&key=%22" + key + "%22")) {
            String found = get(200, query);
            assertThat(JsonPath.<List<String>>read(found, "$.records[*].id")).containsExactly(aliceId);
            assertThat(found).contains("\"tenant\":\"alice\"", "\"status\":201");
        }
        assertThat(get(400, "?key=" + key)).contains("operation=");
    }

    @Test
    void metersCountWhatIsUncertainAndWhatWasReconciled() {
        post();
        letTheProcessDie();
        await().untilAsserted(() -> {
            assertThat(meter("idempotency.uncertain.records?tag=operation:durable-service"))
                    .isPositive();
            assertThat(meter("idempotency.uncertain.age?tag=operation:durable-service"))
                    .isPositive();
            assertThat(meter("idempotency.reconciled?tag=operation:durable-service&tag=result:uncertain"))
                    .isPositive();
        });
        get(200, "/" + id);
    }

    private double meter(String query) {
        HttpResponse<byte[]> response = http.send("GET", "/actuator/metrics/" + query, "");
        assertThat(response.statusCode()).isEqualTo(200);
        return JsonPath.<Number>read(HttpCalls.text(response), "$.measurements[0].value")
                .doubleValue();
    }
}
