package io.github.idempotency.core;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.policy.OperationPolicy;
import java.util.Collection;

/** All idempotent operations of the application. */
public interface OperationCatalog {

    /** The operations, each name once. */
    Collection<Operation> operations();

    /**
     * An idempotent operation.
     *
     * @param name   its name
     * @param risk   its risk class
     * @param policy all that is decided about it
     */
    record Operation(String name, RiskClass risk, OperationPolicy policy) {}
}
