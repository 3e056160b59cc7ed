package io.github.idempotency.web;

import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.core.policy.TransactionSettings;
import org.springframework.web.method.HandlerMethod;

/** Tells what a handler declares of the transaction that it runs in. */
@FunctionalInterface
public interface HandlerTransactions {

    /** Handlers declare nothing. */
    HandlerTransactions NONE = (operation, handler) -> TransactionSettings.DEFAULT;

    /**
     * Reads what the transaction of an operation with execution ATOMIC has to be like.
     *
     * @param operation name of the operation
     * @param handler   its handler
     * @throws InvalidPolicyException if the handler declares what this transaction cannot be
     */
    TransactionSettings settings(String operation, HandlerMethod handler);
}
