package io.github.idempotency.sample.torture;

/** The sample's operations that the fleet calls. */
enum OperationKind {
    PAYMENT,
    TRANSFER,
    REFUND,
    EVENT
}
