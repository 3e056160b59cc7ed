package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.web.app.SecuredHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replay is answered only to a caller who may run the operation now. */
class MethodSecurityTests extends ApplicationTests {

    @AfterEach
    void restorePermissions() {
        SecuredHandlers.REVOKED.clear();
    }

    private static String as(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> post(String path, String user, String key, String body) {
        return http.post(path, body, "Idempotency-Key", key, "Authorization", as(user));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/secured/pre-authorize", "/secured/atomic"})
    void answersAReplayOnlyWhileTheCallerIsPermitted(String path) {
        String key = newKey();
        int before = runs();
        HttpResponse<byte[]> first = post(path, "alice", key, "{}");
        assertThat(first.statusCode()).isEqualTo(200);
        assertReplay(post(path, "alice", key, "{}"), first);

        SecuredHandlers.REVOKED.add("alice");
        HttpResponse<byte[]> refused = post(path, "alice", key, "{}");
        HttpResponse<byte[]> refusedWithOtherPayload = post(path, "alice", key, "{\"other\":1}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refusedWithOtherPayload.statusCode()).isEqualTo(403);
        assertThat(HttpCalls.text(refused)).doesNotContain(path.substring(9) + " ");

        SecuredHandlers.REVOKED.clear();
        assertReplay(post(path, "alice", key, "{}"), first);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/by-url", "/secured/secured", "/secured/roles-allowed", "/secured/denied-inside"})
    void aRefusedCallerLeavesNoRecord(String path) {
        String key = newKey();
        assertThat(post(path, "alice", key, "{}").statusCode()).isEqualTo(403);
        assertThat(records(key)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/by-url", "/secured/secured", "/secured/roles-allowed"})
    void aPermittedCallerGetsTheReplay(String path) {
        String key = newKey();
        HttpResponse<byte[]> first = post(path, "root", key, "{}");
        assertThat(first.statusCode()).isEqualTo(200);
        assertReplay(post(path, "root", key, "{}"), first);
    }

    @Test
    void keepsTheKeysOfUsersApart() {
        String key = newKey();
        HttpResponse<byte[]> alices = post("/secured/pre-authorize", "alice", key, "{}");
        HttpResponse<byte[]> bobs = post("/secured/pre-authorize", "bob", key, "{\"other\":1}");

        assertThat(bobs.statusCode()).isEqualTo(200);
        assertThat(bobs.body()).isNotEqualTo(alices.body());
    }

    @Test
    void anInterceptorOfTheApplicationRefusesBeforeTheRecordAnswers() {
        String key = newKey();
        int before = runs();
        HttpResponse<byte[]> fresh = http.post("/orders", "{}", "Idempotency-Key", key, "X-Suspended", "yes");
        assertThat(fresh.statusCode()).isEqualTo(403);
        assertThat(records(key)).isZero();

        HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", key);
        assertThat(http.post("/orders", "{}", "Idempotency-Key", key, "X-Suspended", "yes")
                        .statusCode())
                .isEqualTo(403);
        assertReplay(http.post("/orders", "{}", "Idempotency-Key", key), first);
        assertThat(runs()).isEqualTo(before + 1);
    }
}
