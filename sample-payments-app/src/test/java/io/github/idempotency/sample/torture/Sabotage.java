package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.torture.Violation.Kind;

/** A guarantee that is switched off in the instances, to see whether the harness notices. */
enum Sabotage {
    NONE,
    /** Whoever writes to a record is taken for its owner: a zombie is never turned away. */
    FENCE_OFF,
    /** No transaction of a handler marks its record as applied, so no zombie's commit fails. */
    MARKER_OFF,
    /** The answer of an {@code ATOMIC} operation does not depend on whether its commit takes place. */
    ANSWER_BEFORE_COMMIT;

    /** Whether a violation is one that this has to lead to; without sabotage, each counts. */
    boolean leadsTo(Violation violation) {
        return switch (this) {
            case NONE -> true;
            case FENCE_OFF, MARKER_OFF -> violation.kind() == Kind.SEVERAL_EFFECTS;
            case ANSWER_BEFORE_COMMIT ->
                violation.kind() == Kind.SUCCESS_WITHOUT_EFFECT && violation.operation().kind == OperationKind.TRANSFER;
        };
    }
}
