package io.github.idempotency.core.policy;

import io.github.idempotency.KeyRequirement;
import io.github.idempotency.PayloadMatch;

/** The phases of a rollout, each including the ones before. */
public enum Rollout {
    /** No response changes; would-be replays, conflicts and missing keys are counted. */
    OBSERVE,
    /** Keys that are sent are honoured. */
    OPTIONAL,
    /** Keys are demanded where the policy does. */
    REQUIRED,
    /** Payload matching is enforced where the policy does. */
    STRICT;

    /** Whether keys are demanded in this phase, given the policy. */
    public boolean demandsKey(OperationPolicy policy) {
        return compareTo(REQUIRED) >= 0 && policy.key() == KeyRequirement.REQUIRED;
    }

    /** Whether another payload is refused in this phase, given the policy. */
    public boolean enforcesPayloadMatch(OperationPolicy policy) {
        return this == STRICT && policy.payloadMatch() == PayloadMatch.STRICT;
    }
}
