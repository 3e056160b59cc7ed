package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.github.idempotency.drill.IdempotencyDrill;
import io.github.idempotency.drill.junit.DynamicDrills;
import io.github.idempotency.drill.mockmvc.MockMvcTarget;
import io.github.idempotency.web.IdempotencyFilter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** The service rehearses its own endpoints. */
class DrillHttpTests extends HttpTestSupport {

    @Test
    void allOperationsPassTheirDrillsOnDemand() {
        String othersBefore = balanceOf("alice");

        byte[] answer = http.post()
                .uri("/actuator/idempotencydrill")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(byte[].class)
                .returnResult()
                .getResponseBody();

        DocumentContext run = JsonPath.parse(new String(answer));
        assertThat(run.<List<Map<String, Object>>>read("$.rows[?(@.verdict == 'failed')]"))
                .isEmpty();
        assertThat(run.<List<String>>read("$.rows[?(@.verdict == 'passed')].drill"))
                .contains(
                        "exact replay",
                        "time-out after success",
                        "modified payload",
                        "concurrent duplicates",
                        "downstream de-duplication");
        assertThat(run.<List<String>>read("$.rows[?(@.verdict == 'passed')].client"))
                .contains("mobile SDK", "web client", "gateway");
        assertThat(run.<List<String>>read("$.rows[?(@.verdict == 'passed')].fault"))
                .contains("time-out", "reset", "empty response", "502 from a gateway", "503 after the effect");
        assertThat(run.read("$.table", String.class)).contains("POST /payments", "POST /transfers");
        assertThat(balanceOf("alice")).isEqualTo(othersBefore);
        assertThat(jdbc.sql("select count(*) from idempotency_record where tenant like '%drill%'")
                        .query(Integer.class)
                        .single())
                .isPositive();
        http.get()
                .uri("/actuator/metrics/idempotency.drill?tag=verdict:passed&tag=operation:create-payment")
                .exchange()
                .expectStatus()
                .isOk();
    }

    // tag::refund-drills[]
    @TestFactory
    Stream<DynamicTest> refundsAreSafeToRetry() {
        String account = accountWith("100.00");
        String payment = postPayment(account, "50.00", newKey())
                .exchange()
                .returnResult(byte[].class)
                .getResponseHeaders()
                .getFirst("Location");
        return DynamicDrills.of(IdempotencyDrill.against("http://localhost:" + port)
                .post(payment + "/refunds")
                .json("{\"amount\":\"0.50\"}")
                .storeOutage(TO_DATABASE)
                .effects(() -> jdbc.sql("select count(*) from refund where payment_id = cast(? as uuid)")
                        .param(payment.substring(payment.lastIndexOf('/') + 1))
                        .query(Integer.class)
                        .single()));
    }
    // end::refund-drills[]

    // tag::drills[]
    @TestFactory
    Stream<DynamicTest> preferencesAreSafeToPutAgain() {
        return DynamicDrills.of(IdempotencyDrill.against("http://localhost:" + port)
                .request("PUT", "/customers/" + newKey() + "/preferences")
                .json("{\"newsletter\":true}")
                .quotedKeys());
    }
    // end::drills[]

    @TestFactory
    Stream<DynamicTest> transfersAreSafeToRetryUnderMockMvcToo(
            @Autowired WebApplicationContext context, @Autowired FilterRegistrationBean<IdempotencyFilter> filter) {
        String payer = accountWith("100.00");
        MockMvc mockMvc = MockMvcBuilders.webAppContextSetup(context)
                .addFilters(filter.getFilter())
                .build();
        return DynamicDrills.of(IdempotencyDrill.against(MockMvcTarget.of(mockMvc))
                .post("/transfers")
                .json("{\"from\":\"%s\",\"to\":\"%s\",\"amount\":\"0.10\"}".formatted(payer, accountWith("0.00")))
                .effects(() -> jdbc.sql("select count(*) from transfer where from_account = ?")
                        .param(payer)
                        .query(Integer.class)
                        .single()));
    }
}
