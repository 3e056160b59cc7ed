package io.github.idempotency.autoconfigure;

import java.util.List;

/** There are idempotent methods that nothing protects; stops the start of the application. */
class UnprotectedMethodsException extends RuntimeException {

    private final List<String> methods;

    UnprotectedMethodsException(List<String> methods) {
        super("@Idempotent has no effect on " + String.join("; ", methods));
        this.methods = methods;
    }

    /** Each with its bean and the reason. */
    List<String> methods() {
        return methods;
    }
}
