package com.example.proxied;

import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostSpec;
import org.junit.jupiter.api.Test;

class TransactionAwareHostIT extends HostContract {

    @Override
    protected HostSpec host() {
        return HostSpec.of(TransactionAwareHost.class).database(database).properties(SHORT_LEASE);
    }

    @Test
    void doesNotRepeatAnEffectAfterACrash() throws Exception {
        assertProblem(retryAfterACrash(), 409, "outcome-unknown");
    }
}
