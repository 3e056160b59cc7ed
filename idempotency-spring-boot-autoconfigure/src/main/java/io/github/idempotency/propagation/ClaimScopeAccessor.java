package io.github.idempotency.propagation;

import io.github.idempotency.core.ClaimScope;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the claim a thread works under to the threads that work for it, so that their
 * transactions carry the record's marker too. Found by the service loader; does nothing outside of an execution.
 */
public final class ClaimScopeAccessor implements ThreadLocalAccessor<ClaimScope> {

    /** Its key among the accessors. */
    public static final String KEY = "io.github.idempotency.claim";

    /** For the service loader. */
    public ClaimScopeAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable ClaimScope getValue() {
        return ClaimScope.currentScope();
    }

    @Override
    public void setValue(ClaimScope scope) {
        ClaimScope.adopt(scope);
    }

    @Override
    public void setValue() {
        ClaimScope.adopt(null);
    }
}
