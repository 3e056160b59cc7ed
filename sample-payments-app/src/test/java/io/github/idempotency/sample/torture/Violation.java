package io.github.idempotency.sample.torture;

/**
 * A promise that was broken.
 *
 * @param operation whose it was, null if it is nobody's
 * @param detail    what was found
 */
record Violation(Kind kind, Operation operation, String detail) {

    /** The promises of a run. */
    enum Kind {
        SEVERAL_EFFECTS,
        SUCCESS_WITHOUT_EFFECT,
        EFFECT_OF_NO_OPERATION,
        ANSWERS_DIFFER,
        UNEXPECTED_ANSWER,
        NO_DEFINITE_ANSWER,
        SEVERAL_CHARGES,
        PAID_WITHOUT_CHARGE,
        BALANCES_DO_NOT_ADD_UP,
        LEFT_IN_PROGRESS,
        UNCERTAIN_WITHOUT_CAUSE
    }

    @Override
    public String toString() {
        return kind + ": " + detail + (operation == null ? "" : "\n" + operation.history());
    }
}
