package io.github.idempotency.governance;

import io.github.idempotency.InFlight;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.PayloadMatch;
import io.github.idempotency.StoredBody;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.policy.OperationPolicy;
import java.util.Locale;

/**
 * What was decided about an idempotent endpoint, in words a reviewer reads; durations in ISO 8601. It is what holds once the
 * rollout is {@code strict}.
 *
 * @param operation     the operation
 * @param risk          its risk class
 * @param key           {@code required} or {@code optional}
 * @param justification why
 * @param retention     how long a key is remembered
 * @param payload       what another payload under the same key means, and how payloads are told apart
 * @param replay        what a duplicate gets
 * @param conflict      what is answered while the first request runs, was abandoned or failed, and while the store is away
 * @param observability where the operation can be watched
 */
public record EndpointChecklist(
        String operation,
        String risk,
        String key,
        String justification,
        String retention,
        String payload,
        String replay,
        String conflict,
        String observability) {

    static EndpointChecklist of(Operation operation, String justification, GovernanceSettings settings) {
        OperationPolicy policy = operation.policy();
        return new EndpointChecklist(
                operation.name(),
                text(policy.risk()),
                text(policy.key()),
                justification,
                policy.retention().toString(),
                payload(policy, settings.keyReusedStatus()),
                replay(policy),
                conflict(policy),
                settings.observability());
    }

    /** Why a key is required or not, if nobody has said it. */
    static String derivedJustification(OperationPolicy policy, KeyRequirement usual) {
        String risk = text(policy.risk());
        return policy.key() == usual
                ? "usual for risk class " + risk
                : "NOT usual for risk class " + risk + ", and no justification is given";
    }

    private static String payload(OperationPolicy policy, int keyReusedStatus) {
        String meaning = policy.payloadMatch() == PayloadMatch.STRICT
                ? "another payload: " + keyReusedStatus + " key-reused"
                : "another payload: counted, answered like a duplicate";
        String headers = policy.fingerprintHeaders().isEmpty()
                ? ""
                : ", headers " + String.join(", ", policy.fingerprintHeaders());
        return meaning + "; compared " + text(policy.payloadHash()) + headers + ", up to " + policy.maxRequestSize()
                + " bytes";
    }

    private static String replay(OperationPolicy policy) {
        if (policy.storedBody() == StoredBody.NONE && !policy.resultRetention().isZero()) {
            return "status and headers for " + policy.resultRetention() + ", in a 409 result-not-stored";
        }
        return policy.resultRetention().isZero()
                ? "none: 409 result-not-stored"
                : "for " + policy.resultRetention() + ", bodies up to " + policy.maxResponseSize() + " bytes";
    }

    private static String conflict(OperationPolicy policy) {
        String running = policy.inFlight() == InFlight.WAIT
                ? "waits up to " + policy.waitTimeout() + ", then 409 in-progress"
                : "409 in-progress";
        String storeAway = policy.onStoreFailure() == OnStoreFailure.FAIL_OPEN ? "runs unprotected" : "503";
        return "in flight: " + running + "; abandoned: " + text(policy.onAbandoned()) + "; error: "
                + text(policy.onError()) + "; store away: " + storeAway;
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
