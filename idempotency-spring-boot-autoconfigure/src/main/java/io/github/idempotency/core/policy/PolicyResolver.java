package io.github.idempotency.core.policy;

import io.github.idempotency.RiskClass;

/** Puts the policy of an operation together. */
public interface PolicyResolver {

    /**
     * Resolves the policy of an operation: the first of {@code idempotency.endpoints.<operation>.*}, the annotation,
     * {@code idempotency.risk-classes.<class>.*} and the built-in default that says something wins, for each property alone.
     *
     * @param operation  name of the operation
     * @param risk       risk class of the annotation; a property may name another
     * @param annotation what the annotation says
     * @throws InvalidPolicyException if the result contradicts itself
     */
    OperationPolicy resolve(String operation, RiskClass risk, PolicyOverrides annotation);
}
