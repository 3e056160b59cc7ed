package io.github.idempotency.sample.accounts;

import java.util.UUID;

/** Why money moved: the payment, refund or transfer with this id. */
public record Cause(Kind kind, UUID id) {

    /** The kinds of movements. */
    public enum Kind {
        PAYMENT,
        REFUND,
        TRANSFER
    }
}
