package com.example.proxied;

import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostSpec;
import org.junit.jupiter.api.Test;

/** The manager that does the work is met before a post-processor hides it. */
class OpaqueManagerHostIT extends HostContract {

    @Override
    protected HostSpec host() {
        return HostSpec.of(OpaqueManagerHost.class).database(database).properties(SHORT_LEASE);
    }

    @Test
    void doesNotRepeatAnEffectAfterACrash() throws Exception {
        assertProblem(retryAfterACrash(), 409, "outcome-unknown");
    }
}
