package com.example.proxied;

import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostSpec;
import org.junit.jupiter.api.Test;

class WrappedHostIT extends HostContract {

    @Override
    protected HostSpec host() {
        return HostSpec.of(WrappedHost.class).database(database).properties(SHORT_LEASE);
    }

    @Test
    void doesNotRepeatAnEffectAfterACrash() throws Exception {
        assertProblem(retryAfterACrash(), 409, "outcome-unknown");
    }
}
