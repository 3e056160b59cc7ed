package io.github.idempotency.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.OperatorStore.Event;
import io.github.idempotency.core.OperatorStore.Intervention;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

class IdempotencyRecordsEndpointTests {

    private static final SecurityContext ALICE = new SecurityContext() {
        @Override
        public Principal getPrincipal() {
            return () -> "alice";
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }
    };

    private final FakeOperatorStore store = new FakeOperatorStore();
    private final IdempotencyRecordsEndpoint endpoint = new IdempotencyRecordsEndpoint(store, "public");

    @AfterEach
    void close() {
        endpoint.destroy();
    }

    private WebEndpointResponse<SettlementDescriptor> complete(
            RecordDetails record, String status, String contentType, String location, String body) {
        return endpoint.settle(id(record), ALICE, "complete", "ticket 7", status, contentType, location, body);
    }

    private WebEndpointResponse<SettlementDescriptor> act(String action, RecordDetails record) {
        return endpoint.settle(id(record), ALICE, action, "ticket 7", null, null, null, null);
    }

    private static String id(RecordDetails record) {
        return record.stored().claim().id().toString();
    }

    private void assertRefused(WebEndpointResponse<SettlementDescriptor> answer, int status, String message) {
        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(answer.getBody().result()).isEqualTo("refused");
        assertThat(answer.getBody().message()).contains(message);
        assertThat(store.settled).isEmpty();
    }

    @Test
    void completesWithTheResponseThatIsGiven() {
        var answer = complete(
                store.add(RecordState.UNCERTAIN), "201", "text/plain;charset=ISO-8859-1", "/payments/1", "für 5");

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getBody().result()).isEqualTo("completed");
        Intervention done = store.settled.get(0);
        assertThat(done.event()).isEqualTo(Event.COMPLETED);
        assertThat(done.actor()).isEqualTo("alice");
        assertThat(done.reason()).isEqualTo("ticket 7");
        assertThat(done.envelope().status()).isEqualTo(201);
        assertThat(done.envelope().headers())
                .containsExactly(
                        new Envelope.Header("Location", "/payments/1"),
                        new Envelope.Header("Content-Type", "text/plain;charset=ISO-8859-1"));
        assertThat(done.envelope().body()).isEqualTo("für 5".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void completesWithAnEmpty200IfNothingElseIsGiven() {
        complete(store.add(RecordState.IN_PROGRESS), null, null, null, null);

        Envelope envelope = store.settled.get(0).envelope();
        assertThat(envelope.status()).isEqualTo(200);
        assertThat(envelope.headers()).isEmpty();
        assertThat(envelope.body()).isEmpty();
        assertThat(envelope.isReplayable()).isTrue();
    }

    @Test
    void keepsNoResponseThatNobodyWouldGetAndSaysSo() {
        var answer = complete(
                store.add(RecordState.UNCERTAIN, true, true, true, StoredRecord.FORMAT_VERSION),
                "201",
                "text/plain",
                null,
                "done");

        assertThat(answer.getBody().message()).contains("result-expired");
        assertThat(store.settled.get(0).envelope().isReplayable()).isFalse();
        assertThat(store.settled.get(0).envelope().status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "199, -, -, -, status",
                "600, -, -, -, status",
                "2oo, -, -, -, status",
                "200, json, -, {}, contentType",
                "200, text/*, -, x, contentType",
                "200, text/plain;charset=none, -, x, contentType",
                "200, text/plain;charset=US-ASCII, -, ü, US-ASCII",
                "200, -, -, x, contentType",
                "204, text/plain, -, x, no body",
                "201, -, '', -, location",
                "201, -, /ü, -, location"
            })
    void refusesWhatIsNoResponse(String status, String contentType, String location, String body, String message) {
        assertRefused(complete(store.add(RecordState.UNCERTAIN), status, contentType, location, body), 400, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\r\nSet-Cookie: a=b", "/a\n", "/a\0"})
    void refusesToSplitHeaders(String value) {
        assertRefused(complete(store.add(RecordState.UNCERTAIN), null, null, value, null), 400, "location");
        assertRefused(
                complete(store.add(RecordState.UNCERTAIN), null, "text/plain;a=\"" + value + '"', null, null),
                400,
                "contentType");
    }

    @Test
    void refusesADecisionWithoutReasonOrAction() {
        String id = id(store.add(RecordState.UNCERTAIN));
        for (String reason : new String[] {null, "", " "}) {
            assertRefused(endpoint.settle(id, ALICE, "release", reason, null, null, null, null), 400, "reason");
        }
        assertRefused(endpoint.settle(id, ALICE, "release", "x".repeat(1_001), null, null, null, null), 400, "1000");
        assertRefused(endpoint.settle(id, ALICE, null, "x", null, null, null, null), 400, "action");
        assertRefused(endpoint.settle(id, ALICE, "delete", "x", null, null, null, null), 400, "action");
        assertRefused(endpoint.settle(id, ALICE, "release", "x", null, null, null, "y"), 400, "complete only");
        assertRefused(endpoint.settle("7", ALICE, "release", "x", null, null, null, null), 400, "UUID");
    }

    @Test
    void settlesOnlyWhatIsOpenToIt() {
        RecordDetails running = store.add(RecordState.IN_PROGRESS, false, false, false, StoredRecord.FORMAT_VERSION);
        RecordDetails foreign =
                store.add(RecordState.UNCERTAIN, false, true, false, StoredRecord.PACKED_FORMAT_VERSION + 1);
        for (String action : List.of("complete", "release", "evict")) {
            assertRefused(act(action, running), 409, "being processed");
            assertRefused(act(action, foreign), 409, "another version");
        }
        assertRefused(act("complete", store.add(RecordState.COMPLETED)), 409, "evict it");
        assertRefused(act("release", store.add(RecordState.COMPLETED)), 409, "evict it");
        assertRefused(act("evict", store.add(RecordState.UNCERTAIN)), 409, "nothing to evict");
        assertRefused(act("evict", store.add(RecordState.IN_PROGRESS)), 409, "nothing to evict");
        assertRefused(
                endpoint.settle(UUID.randomUUID().toString(), ALICE, "release", "x", null, null, null, null),
                404,
                "no such record");
    }

    @Test
    void doesNothingToARecordThatChangedMeanwhile() {
        store.changedMeanwhile = true;
        assertRefused(act("release", store.add(RecordState.UNCERTAIN)), 409, "changed meanwhile");
    }

    @Test
    void warnsOfEffectsThatStandWhenItReleases() {
        RecordDetails applied = store.add(RecordState.UNCERTAIN, true, true, false, StoredRecord.FORMAT_VERSION);
        assertThat(act("release", applied).getBody().message()).contains("effects stand");
        assertThat(act("release", store.add(RecordState.UNCERTAIN)).getBody().message())
                .doesNotContain("effects stand");
    }

    @Test
    void callsWhoeverIsNotKnownAnonymous() {
        endpoint.settle(
                id(store.add(RecordState.UNCERTAIN)), SecurityContext.NONE, "release", "x", null, null, null, null);
        assertThat(store.settled.get(0).actor()).isEqualTo("anonymous");
    }

    @Test
    void saysSoWhileTheStoreIsUnavailable() {
        RecordDetails record = store.add(RecordState.UNCERTAIN);
        store.counts = () -> {
            throw new StoreUnavailableException("down", null);
        };
        assertThat(endpoint.records(null, null, null, null, null).getStatus()).isEqualTo(503);
        assertThat(endpoint.record(id(record)).getStatus()).isEqualTo(503);
        var answer = act("release", record);
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getBody().result()).isEqualTo("unknown");
    }

    @Test
    void listsNoMoreThanTheLimit() {
        for (int i = 0; i < 101; i++) {
            store.add(RecordState.UNCERTAIN);
        }
        assertThat(endpoint.records(null, null, null, null, null).getBody().records())
                .hasSize(100);
        assertThat(endpoint.records("1000", null, null, null, null).getBody().records())
                .hasSize(101);
        assertThat(endpoint.records("7", null, null, null, null).getBody().message())
                .contains("more");
        for (String limit : List.of("0", "1001", "-1", "x", "")) {
            assertThat(endpoint.records(limit, null, null, null, null).getStatus())
                    .as(limit)
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "k, -, -, -",
                "'', pay, -, -",
                "a b, pay, -, -",
                "k, pay, acme, anonymous",
                "k, pay, -, principal",
                "k, pay, acme, else",
                "-, pay, -, -",
                "-, -, acme, -"
            })
    void refusesAQuestionThatCannotBeAnswered(String key, String operation, String tenant, String source) {
        var answer = endpoint.records(null, key, operation, tenant, source);
        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(answer.getBody().message()).isNotBlank();
    }
}
