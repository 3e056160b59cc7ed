package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

class PaymentsHttpTests extends HttpTestSupport {

    @Test
    void aPaymentIsChargedDebitedAndEnteredInTheLedger() {
        String account = accountWith("1000.00");

        PaymentBody payment = pay(account, "12.5");

        assertThat(payment.amount()).isEqualTo("12.50");
        assertThat(balanceOf(account)).isEqualTo("987.50");
        assertCharges(payment.reference(), 1);
        http.get()
                .uri("/accounts/{id}/ledger", account)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$[*].amount")
                .isEqualTo(List.of("-12.50"))
                .jsonPath("$[0].causeId")
                .isEqualTo(payment.id());
    }

    @Test
    void theLocationOfAPaymentAnswersWithTheSameBody() {
        String account = accountWith("1000.00");
        var created = postPayment(account, "12.50", newKey()).exchange().returnResult(String.class);

        assertThat(created.getStatus()).isEqualTo(HttpStatus.CREATED);
        http.get()
                .uri(created.getResponseHeaders().getLocation())
                .exchange()
                .expectBody(String.class)
                .isEqualTo(created.getResponseBody());
    }

    @Test
    void runningAPaymentAgainWithTheSameReferenceHasNoSecondEffect() {
        String account = accountWith("1000.00");
        String key = newKey();
        PaymentBody first = created(account, "12.50", key);

        PaymentBody second = created(account, "12.50", key);

        assertThat(second).isEqualTo(first);
        assertThat(balanceOf(account)).isEqualTo("987.50");
        assertCharges(first.reference(), 1);
    }

    @Test
    void anUnknownAccountIsNotFoundAndNotCharged() {
        int charges = allCharges();

        postPayment("nobody", "1.00", newKey())
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("unknown-account");

        assertThat(allCharges()).isEqualTo(charges);
    }

    @Test
    void insufficientFundsAreRefusedBeforeTheCharge() {
        String account = accountWith("10.00");
        int charges = allCharges();

        postPayment(account, "10.01", newKey())
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("insufficient-funds")
                .jsonPath("$.instance")
                .isEqualTo("/payments");

        assertThat(allCharges()).isEqualTo(charges);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1.00", "0.001", "1.500", "1000000000000", "1e200000000", "NaN", "", "x"})
    void anAmountThatIsNoAmountOfMoneyIsABadRequest(String amount) {
        postPayment("alice", amount, newKey())
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void everyWrongMemberIsNamed() {
        post("/payments", """
                {"accountId":"a b","currency":"euro"}""")
                .header("Idempotency-Key", newKey())
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].field")
                .isEqualTo(List.of("accountId", "amount", "currency"));
    }

    @Test
    void anotherCurrencyThanTheAccountsIsRefused() {
        post("/payments", """
                {"accountId":"alice","amount":"1.00","currency":"USD"}""")
                .header("Idempotency-Key", newKey())
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("currency-mismatch");
    }

    @Test
    void concurrentPaymentsNeverOverdrawAndChargesWithoutDebitAreGivenBack() {
        String account = accountWith("1000.00");

        long paid = IntStream.range(0, 8)
                .parallel()
                .map(i -> postPayment(account, "400.00", newKey())
                        .exchange()
                        .returnResult()
                        .getStatus()
                        .value())
                .filter(status -> status == 201)
                .count();

        assertThat(paid).isEqualTo(2);
        assertThat(balanceOf(account)).isEqualTo("200.00");
        assertThat(jdbc.sql("""
                        select count(*) from provider_charge c where amount = 400 and voided = exists (
                            select 1 from payment p where p.reference = c.reference)""").query(Long.class).single())
                .as("charges that are voided although paid, or kept although not paid")
                .isZero();
    }

    @Test
    void refundsAreCreditedUpToThePaymentsAmount() {
        String account = accountWith("100.00");
        PaymentBody payment = pay(account, "10.00");

        refund(payment, "4.00", HttpStatus.CREATED);
        refund(payment, "6.01", HttpStatus.UNPROCESSABLE_CONTENT);
        refund(payment, "6.00", HttpStatus.CREATED);

        assertThat(balanceOf(account)).isEqualTo("100.00");
        http.get()
                .uri("/payments?accountId={id}", account)
                .exchange()
                .expectBody()
                .jsonPath("$[*].refunded")
                .isEqualTo(List.of("10.00"));
    }

    @Test
    void aRefundOfNoPaymentIsNotFound() {
        post("/payments/00000000-0000-0000-0000-000000000000/refunds", """
                {"amount":"1.00"}""")
                .header("Idempotency-Key", newKey())
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    private PaymentBody pay(String account, String amount) {
        return created(account, amount, newKey());
    }

    private PaymentBody created(String account, String amount, String key) {
        PaymentBody payment = postPayment(account, amount, key)
                .exchange()
                .expectStatus()
                .isCreated()
                .returnResult(PaymentBody.class)
                .getResponseBody();
        assertThat(payment).isNotNull();
        return payment;
    }

    private void refund(PaymentBody payment, String amount, HttpStatus expected) {
        post("/payments/" + payment.id() + "/refunds", """
                {"amount":"%s"}""".formatted(amount))
                .header("Idempotency-Key", newKey())
                .exchange()
                .expectStatus()
                .isEqualTo(expected);
    }

    private void assertCharges(String reference, int count) {
        http.get()
                .uri("/provider/charges?reference={reference}", reference)
                .exchange()
                .expectBody()
                .jsonPath("$.count")
                .isEqualTo(count);
    }

    private int allCharges() {
        return jdbc.sql("select count(*) from provider_charge")
                .query(Integer.class)
                .single();
    }

    record PaymentBody(String id, String accountId, String amount, String reference, String createdAt) {}
}
