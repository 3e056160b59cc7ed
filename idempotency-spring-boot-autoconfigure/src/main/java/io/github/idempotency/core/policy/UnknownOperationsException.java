package io.github.idempotency.core.policy;

import java.util.Set;
import java.util.TreeSet;

/** Properties were set for operations that do not exist; stops the start of the application. */
public class UnknownOperationsException extends RuntimeException {

    private final Set<String> unknown;
    private final Set<String> known;

    public UnknownOperationsException(Set<String> unknown, Set<String> known) {
        super("There is no operation named " + new TreeSet<>(unknown)
                + ", but idempotency.endpoints sets its policy; the" + " operations are " + new TreeSet<>(known));
        this.unknown = new TreeSet<>(unknown);
        this.known = new TreeSet<>(known);
    }

    /** The names that are not known, sorted. */
    public Set<String> unknown() {
        return unknown;
    }

    /** The names of all operations, sorted. */
    public Set<String> known() {
        return known;
    }
}
