package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/**
 * The claim a thread works under, so that transactions it commits can carry the record's marker. Open where a handler runs,
 * closed by the same thread.
 */
public final class ClaimScope implements AutoCloseable {

    private static final ThreadLocal<@Nullable ClaimScope> CURRENT = new ThreadLocal<>();

    private final Claim claim;
    private final @Nullable ClaimScope outer;

    private ClaimScope(Claim claim, @Nullable ClaimScope outer) {
        this.claim = claim;
        this.outer = outer;
    }

    static ClaimScope open(Claim claim) {
        ClaimScope scope = new ClaimScope(claim, CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /** The claim of the current thread; null if it works under none. */
    public static @Nullable Claim current() {
        ClaimScope scope = CURRENT.get();
        return scope == null ? null : scope.claim;
    }

    @Override
    public void close() {
        if (CURRENT.get() == this) {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }
}
