package com.example.proxied;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostProcess;
import io.github.idempotency.integration.HostSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutedHostIT extends HostContract {

    @Override
    protected HostSpec host() {
        return routed().properties(SHORT_LEASE, "idempotency.store.accept-routed-data-source=true");
    }

    private HostSpec routed() {
        return HostSpec.of(RoutedHost.class).database(database);
    }

    @Test
    void refusesToStartUnlessTheRoutesAreAccepted() {
        List<String> log = HostProcess.failToStart("RoutedHostIT-refused", routed());
        assertThat(String.join("\n", log))
                .contains("APPLICATION FAILED TO START", "idempotency.store.accept-routed-data-source");
    }

    @Test
    void doesNotRepeatAnEffectAfterACrash() throws Exception {
        assertProblem(retryAfterACrash(), 409, "outcome-unknown");
    }
}
