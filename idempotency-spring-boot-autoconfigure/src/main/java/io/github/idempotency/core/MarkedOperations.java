package io.github.idempotency.core;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.OnError;
import io.github.idempotency.core.policy.OperationPolicy;

/** What the applied marker means to an operation. */
public final class MarkedOperations {

    private MarkedOperations() {}

    /**
     * Whether an operation may run twice where its effects carry no marker: after a crash it is run again, or its key is
     * freed when it fails after a commit.
     */
    public static boolean needMarker(OperationPolicy policy) {
        return policy.execution() == ExecutionMode.LEASE
                && (policy.onAbandoned() == OnAbandoned.RETRY || policy.onError() == OnError.RELEASE);
    }

    /** How the effects of an operation are tied to its record; in {@code ATOMIC} they are one transaction. */
    public static EffectMarking marking(OperationPolicy policy, EffectMarking ofLeased) {
        return policy.execution() == ExecutionMode.ATOMIC ? EffectMarking.TRANSACTIONAL : ofLeased;
    }
}
