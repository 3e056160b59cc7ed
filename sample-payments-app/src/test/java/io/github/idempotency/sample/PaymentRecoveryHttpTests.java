package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

/** Payments whose answer was lost after the money moved. */
class PaymentRecoveryHttpTests extends HttpTestSupport {

    private final String key = newKey();

    private EntityExchangeResult<byte[]> pay(String account) {
        return postPayment(account, "12.50", key).exchange().returnResult(byte[].class);
    }

    private void letTheProcessDieBeforeTheResponseWasStored() {
        int changed = jdbc.sql("""
                        update idempotency_record set state = 0, status = null, headers = null, body = null,
                            completed_at = null, lease_until = now() - interval '1 second'
                        where idempotency_key = ?""").param(key).update();
        assertThat(changed).isOne();
    }

    private int charges(String reference) {
        return jdbc.sql("select count(*) from provider_charge where reference = ?")
                .param(reference)
                .query(Integer.class)
                .single();
    }

    private static void assertReplay(EntityExchangeResult<byte[]> replay, EntityExchangeResult<byte[]> first) {
        assertThat(first.getResponseHeaders().containsHeader("Idempotent-Replayed"))
                .isFalse();
        assertThat(replay.getResponseHeaders().getFirst("Idempotent-Replayed")).isEqualTo("true");
        assertThat(replay.getStatus()).isEqualTo(first.getStatus());
        assertThat(replay.getResponseBody()).isEqualTo(first.getResponseBody());
        for (String header : new String[] {"Location", "Content-Type", "Content-Length"}) {
            assertThat(replay.getResponseHeaders().get(header))
                    .isNotEmpty()
                    .isEqualTo(first.getResponseHeaders().get(header));
        }
    }

    @Test
    void theRetryGetsTheLostAnswerAsItWasAlsoAfterARefund() {
        String account = accountWith("100.00");
        EntityExchangeResult<byte[]> first = pay(account);
        assertThat(first.getStatus()).isEqualTo(HttpStatus.CREATED);
        letTheProcessDieBeforeTheResponseWasStored();
        post(first.getResponseHeaders().getLocation() + "/refunds", """
                {"amount":"2.00"}""")
                .header("Idempotency-Key", newKey())
                .exchange()
                .expectStatus()
                .isCreated();

        assertReplay(pay(account), first);
        assertReplay(pay(account), first);
        assertThat(balanceOf(account)).isEqualTo("89.50");
        assertThat(charges(reference(first))).isOne();
    }

    @Test
    void anErrorAfterThePaymentIsFollowedByItsAnswer() {
        String account = accountWith("100.00");
        postPayment(account, "12.50", key)
                .header("X-Simulate", "fail-after=500")
                .exchange()
                .expectStatus()
                .isEqualTo(500);

        EntityExchangeResult<byte[]> retry = pay(account);
        assertThat(retry.getStatus()).isEqualTo(HttpStatus.CREATED);
        http.get()
                .uri(retry.getResponseHeaders().getLocation())
                .exchange()
                .expectBody(byte[].class)
                .isEqualTo(retry.getResponseBody());
        assertThat(balanceOf(account)).isEqualTo("87.50");
        assertThat(charges(reference(retry))).isOne();
    }

    /** So that a crash at the provider's may be followed by another run. */
    @Test
    void nothingBeforeTheDebitCountsAsAnEffect() {
        String account = accountWith("100.00");
        postPayment(account, "12.50", key)
                .header("X-Simulate", "provider-timeout, delay=0")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.GATEWAY_TIMEOUT);
        assertThat(jdbc.sql("select count(*) from idempotency_record where idempotency_key = ?")
                        .param(key)
                        .query(Integer.class)
                        .single())
                .as("records; a marked one is not released")
                .isZero();

        EntityExchangeResult<byte[]> retry = pay(account);
        assertThat(retry.getStatus()).isEqualTo(HttpStatus.CREATED);
        assertThat(charges(reference(retry))).isOne();
    }

    private void letTheProcessDieBetweenChargeAndLedger(String account, String lapsedFor) {
        jdbc.sql("delete from ledger_entry where account_id = ?").param(account).update();
        jdbc.sql("delete from payment where account_id = ?").param(account).update();
        jdbc.sql("update account set balance = 100 where id = ?").param(account).update();
        int changed = jdbc.sql("""
                        update idempotency_record set state = 0, status = null, headers = null, body = null,
                            completed_at = null, applied = false, lease_until = now() - ?::interval
                        where idempotency_key = ?""").params(lapsedFor, key).update();
        assertThat(changed).isOne();
    }

    @Test
    void aPaymentThatStoppedAfterItsChargeIsResumedWithoutAnotherCall() {
        String account = accountWith("100.00");
        EntityExchangeResult<byte[]> first = pay(account);
        letTheProcessDieBetweenChargeAndLedger(account, "1 s");
        int changed = jdbc.sql("update provider_charge set voided = true where reference = ?")
                .param(reference(first))
                .update();
        assertThat(changed).as("what another call would find, and refuse").isOne();

        EntityExchangeResult<byte[]> resumed = pay(account);
        assertThat(resumed.getStatus()).isEqualTo(HttpStatus.CREATED);
        assertThat(resumed.getResponseHeaders().containsHeader("Idempotent-Replayed"))
                .isFalse();
        assertThat(balanceOf(account)).isEqualTo("87.50");
    }

    @Test
    void theChargeOfAPaymentThatNobodyResumesIsRefunded() {
        String account = accountWith("100.00");
        EntityExchangeResult<byte[]> first = pay(account);
        letTheProcessDieBetweenChargeAndLedger(account, "16 min");

        await().atMost(Duration.ofMinutes(1))
                .until(() -> jdbc.sql("select state from idempotency_record where idempotency_key = ?")
                                .param(key)
                                .query(Integer.class)
                                .single()
                        == 7);
        http.get()
                .uri("/provider/charges?reference={reference}", reference(first))
                .exchange()
                .expectBody()
                .jsonPath("$.count")
                .isEqualTo(1)
                .jsonPath("$.charges[0].voided")
                .isEqualTo(true);
        EntityExchangeResult<byte[]> late = pay(account);
        assertThat(late.getStatus()).isEqualTo(HttpStatus.CONFLICT);
        assertThat(new String(late.getResponseBody(), StandardCharsets.UTF_8)).contains("\"code\":\"compensated\"");
        assertThat(balanceOf(account)).isEqualTo("100.00");
    }

    private static String reference(EntityExchangeResult<byte[]> payment) {
        return JsonPath.read(new String(payment.getResponseBody(), StandardCharsets.UTF_8), "$.reference");
    }
}
