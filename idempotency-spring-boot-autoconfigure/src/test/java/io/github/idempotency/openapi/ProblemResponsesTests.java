package io.github.idempotency.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.RiskClass;
import io.github.idempotency.core.KeyFormat;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemResponsesTests {

    private final OperationPolicy policy =
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.CRITICAL, PolicyOverrides.NONE);

    @Test
    void limitsAreDocumentedWhereThereAreAny() {
        ApiResponse both = responses(true, true, false).get("429");
        assertThat(both.getDescription()).contains("`rate-limited`", "`quota-exceeded`");
        assertThat(both.getHeaders()).containsKey("Retry-After");
        assertThat(responses(true, false, false).get("429").getDescription())
                .contains("`rate-limited`")
                .doesNotContain("`quota-exceeded`");
        assertThat(responses(false, false, false)).doesNotContainKey("429");
    }

    @Test
    void compensationIsDocumentedWhereStepsAreUndone() {
        assertThat(policy.execution()).isEqualTo(ExecutionMode.LEASE);
        assertThat(responses(false, false, true).get("409").getDescription()).contains("`compensated`");
        assertThat(responses(false, false, false).get("409").getDescription()).doesNotContain("`compensated`");
    }

    @Test
    void aServiceBehindIsDocumentedWhereThereIsADestination() {
        assertThat(responses(false, false, false, true).get("503").getDescription())
                .contains("`downstream-unavailable`");
        assertThat(responses(false, false, false).get("503").getDescription())
                .doesNotContain("`downstream-unavailable`");
    }

    private Map<String, ApiResponse> responses(boolean rateLimited, boolean quota, boolean compensates) {
        return responses(rateLimited, quota, compensates, false);
    }

    private Map<String, ApiResponse> responses(
            boolean rateLimited, boolean quota, boolean compensates, boolean callsServices) {
        return new ProblemResponses(new OpenApiSettings(
                        Rollout.STRICT,
                        "Idempotency-Key",
                        KeyFormat.LENIENT,
                        1,
                        255,
                        null,
                        409,
                        rateLimited,
                        quota,
                        compensates,
                        callsServices))
                .of(List.of(policy));
    }
}
