package io.github.idempotency.openapi;

import static io.github.idempotency.core.Outcome.COMPENSATED;
import static io.github.idempotency.core.Outcome.DOWNSTREAM_UNAVAILABLE;
import static io.github.idempotency.core.Outcome.IN_PROGRESS;
import static io.github.idempotency.core.Outcome.KEY_INVALID;
import static io.github.idempotency.core.Outcome.KEY_REQUIRED;
import static io.github.idempotency.core.Outcome.KEY_REUSED;
import static io.github.idempotency.core.Outcome.OUTCOME_UNKNOWN;
import static io.github.idempotency.core.Outcome.PAYLOAD_TOO_LARGE;
import static io.github.idempotency.core.Outcome.QUOTA_EXCEEDED;
import static io.github.idempotency.core.Outcome.RATE_LIMITED;
import static io.github.idempotency.core.Outcome.RESULT_EXPIRED;
import static io.github.idempotency.core.Outcome.RESULT_NOT_STORED;
import static io.github.idempotency.core.Outcome.STORE_UNAVAILABLE;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.OnError;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.policy.OperationPolicy;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The problems that an operation may answer with, by status. */
final class ProblemResponses {

    private final OpenApiSettings settings;

    ProblemResponses(OpenApiSettings settings) {
        this.settings = settings;
    }

    Map<String, ApiResponse> of(List<OperationPolicy> policies) {
        Map<Integer, StringBuilder> lines = new LinkedHashMap<>();
        if (policies.stream().anyMatch(settings.rollout()::demandsKey)) {
            add(lines, 400, KEY_REQUIRED, "the key is missing; send one.");
        }
        add(lines, 400, KEY_INVALID, "the key is malformed; nothing was done.");
        add(lines, 409, IN_PROGRESS, "the first request with this key still runs; retry later with the same key.");
        if (policies.stream().anyMatch(settings.rollout()::enforcesPayloadMatch)) {
            add(lines, settings.keyReusedStatus(), KEY_REUSED, "the key was used for a request with other content.");
        }
        add(lines, 409, OUTCOME_UNKNOWN, "the first request may have taken effect; do not repeat it with a new key.");
        add(lines, 409, RESULT_EXPIRED, "the first request was processed, its response is no longer kept.");
        add(lines, 409, RESULT_NOT_STORED, "the first request was processed, its response was not kept.");
        if (settings.compensates() && policies.stream().anyMatch(policy -> policy.execution() == ExecutionMode.LEASE)) {
            add(lines, 409, COMPENSATED, "the first request was given up and undone; repeat it with a new key.");
        }
        add(lines, 413, PAYLOAD_TOO_LARGE, "the payload is larger than this operation accepts; nothing was done.");
        if (settings.rateLimited()) {
            add(lines, 429, RATE_LIMITED, "too many new keys in a short time; retry later with the same key.");
        }
        if (settings.quota()) {
            add(lines, 429, QUOTA_EXCEEDED, "no room for new keys; retry later with the same key.");
        }
        if (policies.stream().anyMatch(policy -> policy.onStoreFailure() == OnStoreFailure.FAIL_CLOSED)) {
            add(lines, 503, STORE_UNAVAILABLE, "retry later with the same key.");
        }
        if (settings.callsServices() && policies.stream().anyMatch(policy -> policy.onError() == OnError.RELEASE)) {
            add(lines, 503, DOWNSTREAM_UNAVAILABLE, "a service behind gave no answer; retry later with the same key.");
        }
        Map<String, ApiResponse> responses = new LinkedHashMap<>();
        lines.forEach((status, text) -> responses.put(status.toString(), response(status, text.toString())));
        return responses;
    }

    private static void add(Map<Integer, StringBuilder> lines, int status, Outcome outcome, String text) {
        StringBuilder description = lines.computeIfAbsent(status, any -> new StringBuilder());
        if (description.length() > 0) {
            description.append('\n');
        }
        description.append("- `").append(outcome.code()).append("`: ").append(text);
    }

    private static ApiResponse response(int status, String description) {
        ApiResponse response = new ApiResponse().description(description).content(ProblemSchema.content());
        if (status == 409 || status == 429 || status == 503) {
            response.addHeaderObject(
                    "Retry-After",
                    new Header()
                            .description("Seconds to wait before a retry; absent if a retry does not help.")
                            .schema(Schemas.of("integer")));
        }
        return response;
    }
}
