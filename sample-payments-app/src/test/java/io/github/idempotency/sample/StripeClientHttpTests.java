package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCreateParams;
import io.github.idempotency.drill.LostResponse;
import io.github.idempotency.drill.TcpProxy;
import java.math.BigDecimal;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Stripe's own client, with the keys it mints and its automatic retries, against an endpoint of ours. */
class StripeClientHttpTests extends HttpTestSupport {

    private final long cents = ThreadLocalRandom.current().nextLong(1_000_000, 100_000_000);

    private final int executionsBefore = StripeLikeController.EXECUTIONS.get();

    /** The JDK's URL connection, which the client is built on, repeats a request after a reset: once, and tells nobody. */
    @Test
    void paysOnceThoughTheConnectionIsReset() throws Exception {
        try (TcpProxy proxy = TcpProxy.to("localhost", port)) {
            proxy.loseNextAnswers(LostResponse.RESET);

            assertPaidOnce(pay(proxy.port(), null), proxy);
        }
    }

    /** The client itself retries after a time-out, with the key it minted. */
    @Test
    void paysOnceThoughOneAnswerIsTooLateAndTheNextIsReset() throws Exception {
        try (TcpProxy proxy = TcpProxy.to("localhost", port)) {
            proxy.loseNextAnswers(LostResponse.TIMEOUT, LostResponse.RESET);

            assertPaidOnce(pay(proxy.port(), null), proxy);
        }
    }

    /** Two resets in a row are too much for it; an application that kept its key goes on from there. */
    @Test
    void paysOnceThoughTheClientGaveUpAndTheApplicationTriesAgain() throws Exception {
        String key = newKey();
        try (TcpProxy proxy = TcpProxy.to("localhost", port)) {
            proxy.loseNextAnswers(LostResponse.RESET, LostResponse.RESET);

            assertThatThrownBy(() -> pay(proxy.port(), key)).isInstanceOf(ApiConnectionException.class);

            assertPaidOnce(pay(proxy.port(), key), proxy);
        }
    }

    private void assertPaidOnce(PaymentIntent intent, TcpProxy proxy) {
        assertThat(proxy.answersToLose()).isZero();
        assertThat(intent.getStatus()).isEqualTo("succeeded");
        assertThat(intent.getAmount()).isEqualTo(cents);
        assertThat(intent.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .hasValue("true");
        assertThat(charges()).isOne();
        assertThat(StripeLikeController.EXECUTIONS.get() - executionsBefore).isOne();
    }

    @Test
    void paysTwiceIfItIsAskedTwice() throws Exception {
        PaymentIntent first = pay(port, null);
        PaymentIntent second = pay(port, null);

        assertThat(first.getId()).isNotEqualTo(second.getId());
        assertThat(charges()).isEqualTo(2);
    }

    private PaymentIntent pay(int apiPort, String key) throws Exception {
        StripeClient client = StripeClient.builder()
                .setApiKey("sk_test_none")
                .setApiBase("http://localhost:" + apiPort)
                .setReadTimeout(1500)
                .setMaxNetworkRetries(2)
                .build();
        PaymentIntentCreateParams intent = PaymentIntentCreateParams.builder()
                .setAmount(cents)
                .setCurrency("eur")
                .build();
        RequestOptions options = RequestOptions.builder().setIdempotencyKey(key).build();
        return client.paymentIntents().create(intent, options);
    }

    private int charges() {
        return jdbc.sql("select count(*) from provider_charge where amount = ?")
                .param(BigDecimal.valueOf(cents, 2))
                .query(Integer.class)
                .single();
    }
}
