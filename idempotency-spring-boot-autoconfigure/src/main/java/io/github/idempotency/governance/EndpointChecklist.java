package io.github.idempotency.governance;

import io.github.idempotency.InFlight;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.PayloadMatch;
import io.github.idempotency.StoredBody;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PropertyText;

/**
 * What was decided about an idempotent endpoint, in words a reviewer reads, with values as they are written in
 * properties. It is what holds once the
 * rollout is {@code strict}.
 *
 * @param operation     the operation
 * @param risk          its risk class
 * @param key           {@code required} or {@code optional}
 * @param justification why
 * @param retention     how long a key is remembered
 * @param payload       what another payload under the same key means, and how payloads are told apart
 * @param replay        what a duplicate gets
 * @param conflict      what is answered while the first request runs, was abandoned or failed, and while the store is unavailable
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
                PropertyText.of(policy.risk()),
                PropertyText.of(policy.key()),
                justification,
                PropertyText.of(policy.retention()),
                payload(policy, settings.keyReusedStatus()),
                replay(policy),
                conflict(policy),
                settings.observability());
    }

    /** Why a key is required or not, if nobody has said it. */
    static String derivedJustification(OperationPolicy policy, KeyRequirement usual) {
        String risk = PropertyText.of(policy.risk());
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
        return meaning + "; compared " + PropertyText.of(policy.payloadHash()) + headers + ", up to "
                + PropertyText.ofBytes(policy.maxRequestSize());
    }

    private static String replay(OperationPolicy policy) {
        if (policy.storedBody() == StoredBody.NONE && !policy.resultRetention().isZero()) {
            return "status and headers for " + PropertyText.of(policy.resultRetention())
                    + ", in a 409 result-not-stored";
        }
        return policy.resultRetention().isZero()
                ? "none: 409 result-not-stored"
                : "for " + PropertyText.of(policy.resultRetention()) + ", bodies up to "
                        + PropertyText.ofBytes(policy.maxResponseSize());
    }

    private static String conflict(OperationPolicy policy) {
        String running = policy.inFlight() == InFlight.WAIT
                ? "waits up to " + PropertyText.of(policy.waitTimeout()) + ", then 409 in-progress"
                : "409 in-progress";
        String storeUnavailable = policy.onStoreFailure() == OnStoreFailure.FAIL_OPEN ? "runs unprotected" : "503";
        return "in flight: " + running + "; abandoned: " + PropertyText.of(policy.onAbandoned()) + "; error: "
                + PropertyText.of(policy.onError()) + "; store unavailable: " + storeUnavailable;
    }
}
