package io.github.idempotency.sample;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.RiskClass;
import io.github.idempotency.sample.provider.Charge;
import io.github.idempotency.sample.provider.PaymentProvider;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** As much of Stripe's API as a client needs to pay: a form in, a payment intent out, one charge each. */
@RestController
class StripeLikeController {

    static final AtomicInteger EXECUTIONS = new AtomicInteger();

    private final PaymentProvider provider;

    StripeLikeController(PaymentProvider provider) {
        this.provider = provider;
    }

    record PaymentIntent(
            String id,
            String object,
            long amount,
            String currency,
            String status,
            @JsonProperty("livemode") boolean live) {}

    @PostMapping("/v1/payment_intents")
    @Idempotent(value = "create-payment-intent", risk = RiskClass.CRITICAL)
    PaymentIntent create(@RequestParam long amount, @RequestParam String currency, IdempotentExecution execution) {
        EXECUTIONS.incrementAndGet();
        Charge charge =
                provider.charge(execution.derivedKey("charge"), BigDecimal.valueOf(amount, 2), currency.toUpperCase());
        return new PaymentIntent("pi_" + charge.id(), "payment_intent", amount, currency, "succeeded", false);
    }
}
