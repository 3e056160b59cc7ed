package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentCreateParams;
import io.github.idempotency.drill.TcpProxy;
import java.math.BigDecimal;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Stripe's own client, with the keys it mints and its automatic retries, against an endpoint of ours. */
class StripeClientHttpTests extends HttpTestSupport {

    private final long cents = ThreadLocalRandom.current().nextLong(1_000_000, 100_000_000);

    private final int executionsBefore = StripeLikeController.EXECUTIONS.get();

    @Test
    void paysOnceThoughTwoAnswersAreLostToConnectionResets() throws Exception {
        try (TcpProxy proxy = TcpProxy.to("localhost", port)) {
            proxy.resetNextAnswers(2);

            PaymentIntent intent = pay("http://localhost:" + proxy.port());

            assertThat(proxy.answersToReset()).isZero();
            assertThat(intent.getStatus()).isEqualTo("succeeded");
            assertThat(intent.getAmount()).isEqualTo(cents);
            assertThat(intent.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                    .hasValue("true");
        }
        assertThat(charges()).isOne();
        assertThat(StripeLikeController.EXECUTIONS.get() - executionsBefore).isOne();
    }

    @Test
    void paysTwiceIfItIsAskedTwice() throws Exception {
        PaymentIntent first = pay("http://localhost:" + port);
        PaymentIntent second = pay("http://localhost:" + port);

        assertThat(first.getId()).isNotEqualTo(second.getId());
        assertThat(charges()).isEqualTo(2);
    }

    private PaymentIntent pay(String apiBase) throws Exception {
        StripeClient client = StripeClient.builder()
                .setApiKey("sk_test_none")
                .setApiBase(apiBase)
                .setMaxNetworkRetries(2)
                .build();
        return client.paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(cents)
                        .setCurrency("eur")
                        .build());
    }

    private int charges() {
        return jdbc.sql("select count(*) from provider_charge where amount = ?")
                .param(BigDecimal.valueOf(cents, 2))
                .query(Integer.class)
                .single();
    }
}
