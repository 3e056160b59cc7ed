package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/**
 * The claim a thread works under, so that transactions it commits can carry the record's marker. Open where a handler runs,
 * closed by the same thread; other threads that work for the handler may {@linkplain #adopt adopt} it.
 */
public final class ClaimScope implements AutoCloseable {

    private static final ThreadLocal<@Nullable ClaimScope> CURRENT = new ThreadLocal<>();

    private final Claim claim;
    private final ExecutionEnd end;
    private final @Nullable ClaimScope outer;

    private ClaimScope(Claim claim, ExecutionEnd end, @Nullable ClaimScope outer) {
        this.claim = claim;
        this.end = end;
        this.outer = outer;
    }

    static ClaimScope open(Claim claim, ExecutionEnd end) {
        ClaimScope scope = new ClaimScope(claim, end, CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /**
     * Has the current thread work under a claim that no execution has, to find out whether its transactions are marked.
     *
     * @param claim a claim that holds no record, or one that the caller watches
     */
    public static ClaimScope probe(Claim claim) {
        return open(claim, new ExecutionEnd());
    }

    /** The scope of the current thread, to be adopted by another; null if there is none. */
    public static @Nullable ClaimScope currentScope() {
        return CURRENT.get();
    }

    /**
     * Has the current thread work under the claim of another, until it adopts another scope.
     *
     * @param scope the scope; null for none
     */
    public static void adopt(@Nullable ClaimScope scope) {
        if (scope == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(scope);
        }
    }

    /** The claim of the current thread; null if it works under none, or under one whose response is stored. */
    public static @Nullable Claim current() {
        ClaimScope scope = CURRENT.get();
        return scope == null || scope.end.isStored() ? null : scope.claim;
    }

    /**
     * Whether the response of the execution that the current thread works for is stored, so that what is committed from now on
     * needs no marker. If it is just being stored, waits until that is known.
     */
    public static boolean isResponseStored() {
        ClaimScope scope = CURRENT.get();
        return scope != null && scope.end.awaitStored();
    }

    @Override
    public void close() {
        if (CURRENT.get() == this) {
            adopt(outer);
        }
    }
}
