package io.github.idempotency.core;

/** Why a key header cannot be accepted. Never leaves this package. */
final class MalformedKeyException extends Exception {

    private final String problem;

    /** The problem continues "The Idempotency-Key header"; it contains no part of the key. */
    MalformedKeyException(String problem) {
        super(problem, null, false, false);
        this.problem = problem;
    }

    static MalformedKeyException list() {
        return new MalformedKeyException(
                "holds more than one value; send one key, in double quotes if it contains a comma");
    }

    static MalformedKeyException parameters() {
        return new MalformedKeyException(
                "has something after the key that is no parameter of a structured field; send the key alone");
    }

    String problem() {
        return problem;
    }
}
