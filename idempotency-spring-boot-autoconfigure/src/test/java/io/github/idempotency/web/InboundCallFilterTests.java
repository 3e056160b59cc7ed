package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.InboundCall;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class InboundCallFilterTests {

    private InboundCallFilter filter = new InboundCallFilter("X-Correlation-Id", "correlationId", true);
    private MockHttpServletRequest request = new MockHttpServletRequest("POST", "/orders");
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final List<InboundCall> seen = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private final FilterChain chain = (request, response) -> {
        seen.add(InboundCall.get());
        logged.add(MDC.get("correlationId"));
    };

    private void pass() throws ServletException, IOException {
        filter.doFilter(request, response, chain);
    }

    @Test
    void anIdThatIsSentIsAcceptedAndLogged() throws Exception {
        request.addHeader("X-Correlation-Id", "order-7");
        request.addHeader("Idempotency-Attempt", "2/3");
        pass();
        assertThat(seen).containsExactly(new InboundCall("order-7", "2/3"));
        assertThat(logged).containsExactly("order-7");
    }

    @Test
    void anIdIsMadeUpIfNoneIsSentAndStaysForAllDispatches() throws Exception {
        pass();
        pass();
        assertThat(seen.get(0).correlationId()).hasSize(36).isEqualTo(logged.get(0));
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "forged\nline", "\"quoted\"", "ümlaut"})
    void anIdThatCouldForgeALogIsReplaced(String id) throws Exception {
        request.addHeader("X-Correlation-Id", id);
        pass();
        assertThat(seen.get(0).correlationId()).hasSize(36).isNotEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0/3", "1", "1/3/3", "-1/3", "9999/9999", "x/y"})
    void anAttemptThatIsNoneIsIgnored(String attempt) throws Exception {
        request.addHeader("Idempotency-Attempt", attempt);
        pass();
        assertThat(seen.get(0).attempt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "-1", "+1", "1.0", "x", "٣"})
    void aBudgetThatIsNoneIsIgnored(String budget) throws Exception {
        request.addHeader("Idempotency-Retry-Budget", budget);
        pass();
        assertThat(seen.get(0).retries()).isNull();
    }

    @Test
    void aBudgetIsOneForAllDispatchesOfARequest() throws Exception {
        request.addHeader("Idempotency-Retry-Budget", "2");
        pass();
        pass();
        assertThat(Objects.requireNonNull(seen.get(0).retries()).tryTake()).isTrue();
        assertThat(Objects.requireNonNull(seen.get(1).retries()).remaining()).isOne();
    }

    @Test
    void anIdThatTheApplicationHasSetBeforeIsTakenUnlessOneIsSent() throws Exception {
        MDC.put("correlationId", "of-the-application");
        try {
            pass();
            request = new MockHttpServletRequest("POST", "/orders");
            request.addHeader("X-Correlation-Id", "order-7");
            pass();
        } finally {
            MDC.remove("correlationId");
        }
        assertThat(logged).containsExactly("of-the-application", "order-7");
    }

    @Test
    void whereNoCallIsConfiguredAnIdThatIsSentIsLoggedAndNoneIsMadeUp() throws Exception {
        filter = new InboundCallFilter("X-Correlation-Id", "correlationId", false);
        pass();
        request.addHeader("X-Correlation-Id", "order-7");
        pass();
        assertThat(logged).containsExactly(null, "order-7");
        assertThat(request.getAttributeNames().asIterator()).toIterable().hasSize(1);
    }

    @Test
    void nothingIsLeftBehindAndTheResponseIsUntouched() throws Exception {
        MDC.put("correlationId", "outer");
        try {
            pass();
            assertThat(MDC.get("correlationId")).isEqualTo("outer");
        } finally {
            MDC.remove("correlationId");
        }
        pass();
        assertThat(MDC.get("correlationId")).isNull();
        assertThat(InboundCall.get()).isNull();
        assertThat(response.getHeaderNames()).isEmpty();
    }
}
