package io.github.idempotency.web;

import io.github.idempotency.core.Decision;
import io.github.idempotency.core.Outcome;

/**
 * An answer that stands in for the handler's, to be written once authorisation is through.
 *
 * @param decision a replay, a refusal, or one of them yet to be found out
 * @param detail   what a refusal says in place of its usual detail; empty for that
 */
record PendingAnswer(Decision decision, String detail) {

    static PendingAnswer of(Decision decision) {
        return new PendingAnswer(decision, "");
    }

    static PendingAnswer refusal(Outcome outcome, String detail) {
        return new PendingAnswer(new Decision.Refuse(outcome, null), detail);
    }

    /** Not before the decision has been {@linkplain Decision.Resolve resolved}. */
    Outcome outcome() {
        return decision instanceof Decision.Replay replay ? replay.outcome() : ((Decision.Refuse) decision).outcome();
    }

    /** Whether it refuses a new key of a client that has used too many. */
    boolean isOverLimit() {
        return decision instanceof Decision.Refuse refusal
                && (refusal.outcome() == Outcome.RATE_LIMITED || refusal.outcome() == Outcome.QUOTA_EXCEEDED);
    }

    /** Whether it tells something about a record, so that method security has to let the caller pass first. */
    boolean revealsRecord() {
        if (decision instanceof Decision.Resolve) {
            return true;
        }
        return switch (outcome()) {
            case KEY_REQUIRED,
                    KEY_INVALID,
                    TENANT_REFUSED,
                    PAYLOAD_TOO_LARGE,
                    RATE_LIMITED,
                    QUOTA_EXCEEDED,
                    STORE_UNAVAILABLE -> false;
            default -> true;
        };
    }
}
