package io.github.idempotency.web;

import io.github.idempotency.core.Decision;
import io.github.idempotency.core.Outcome;

/**
 * An answer that stands in for the handler's, to be written once authorisation is through.
 *
 * @param decision a replay or a refusal
 * @param detail   what a refusal says in place of its usual detail; empty for that
 */
record PendingAnswer(Decision decision, String detail) {

    static PendingAnswer of(Decision decision) {
        return new PendingAnswer(decision, "");
    }

    static PendingAnswer refusal(Outcome outcome, String detail) {
        return new PendingAnswer(new Decision.Refuse(outcome, null), detail);
    }

    Outcome outcome() {
        return decision instanceof Decision.Replay replay ? replay.outcome() : ((Decision.Refuse) decision).outcome();
    }

    /** Whether it tells something about a record, so that method security has to let the caller pass first. */
    boolean revealsRecord() {
        return switch (outcome()) {
            case KEY_REQUIRED, KEY_INVALID, PAYLOAD_TOO_LARGE, RATE_LIMITED, QUOTA_EXCEEDED, STORE_UNAVAILABLE -> false;
            default -> true;
        };
    }
}
