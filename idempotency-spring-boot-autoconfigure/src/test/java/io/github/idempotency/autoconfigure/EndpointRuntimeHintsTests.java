package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import io.github.idempotency.actuate.RefusalDescriptor;
import io.github.idempotency.actuate.StatisticsDescriptor.ConflictMaker;
import io.github.idempotency.actuate.StorageDescriptor;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;

class EndpointRuntimeHintsTests {

    private final RuntimeHints hints = new RuntimeHints();

    EndpointRuntimeHintsTests() {
        new EndpointRuntimeHints().registerHints(hints, getClass().getClassLoader());
    }

    @Test
    void keepWhatBecomesJson() throws Exception {
        assertThat(reflection().onMethodInvocation(ConflictMaker.class.getMethod("conflicts")))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(StorageDescriptor.class.getMethod("growthPerDay")))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(RefusalDescriptor.class.getMethod("message")))
                .accepts(hints);
    }
}
