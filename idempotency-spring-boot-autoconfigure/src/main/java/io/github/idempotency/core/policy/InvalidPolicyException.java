package io.github.idempotency.core.policy;

/** A policy that contradicts itself or lies outside its bounds; stops the start of the application. */
public class InvalidPolicyException extends RuntimeException {

    private final String remedy;

    public InvalidPolicyException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to change, naming the property or attribute. */
    public String remedy() {
        return remedy;
    }
}
