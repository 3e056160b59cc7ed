package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.InFlight;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.OnError;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.PayloadHash;
import io.github.idempotency.PayloadMatch;
import io.github.idempotency.StoredBody;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.core.policy.PolicyOverrides;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdempotentAnnotationsTests {

    @Test
    void sayNothingWhereNothingIsSet() throws Exception {
        assertThat(overrides("plain")).isEqualTo(PolicyOverrides.NONE);
    }

    @Test
    void readEveryAttribute() throws Exception {
        assertThat(overrides("full"))
                .isEqualTo(new PolicyOverrides(
                        KeyRequirement.OPTIONAL,
                        ExecutionMode.ATOMIC,
                        PayloadMatch.OBSERVE,
                        PayloadHash.NONE,
                        List.of("X-A", "X-B"),
                        OnStoreFailure.FAIL_OPEN,
                        OnAbandoned.UNCERTAIN,
                        OnError.KEEP,
                        InFlight.WAIT,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofDays(7),
                        Duration.ZERO,
                        1024L * 1024,
                        256L * 1024,
                        List.of("ETag", "X-C-*"),
                        StoredBody.NONE));
    }

    @Test
    void refuseTwoValuesOfOneAttribute() {
        assertInvalid("twoKeys", "key of @Idempotent on operation 'op' names 2 values.", "one value or none");
    }

    @Test
    void refuseADurationOrSizeThatCannotBeRead() {
        assertInvalid("badDuration", "lease of @Idempotent on operation 'op' is \"soon\".", "30s, 24h, 7d or PT24H");
        assertInvalid("hugeDuration", "retention of @Idempotent on operation 'op' is", "a duration such as");
        assertInvalid("badSize", "maxRequestSize of @Idempotent on operation 'op' is \"big\".", "512KB or 1MB");
    }

    private static void assertInvalid(String method, String message, String remedy) {
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(() -> overrides(method))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.remedy()).contains(remedy));
    }

    private static PolicyOverrides overrides(String method) throws NoSuchMethodException {
        Idempotent annotation = Handlers.class.getDeclaredMethod(method).getAnnotation(Idempotent.class);
        return IdempotentAnnotations.overrides(annotation, "op");
    }

    @SuppressWarnings("unused")
    static class Handlers {

        @Idempotent
        void plain() {}

        @Idempotent(
                key = KeyRequirement.OPTIONAL,
                execution = ExecutionMode.ATOMIC,
                payloadMatch = PayloadMatch.OBSERVE,
                payloadHash = PayloadHash.NONE,
                fingerprintHeaders = {"X-A", "X-B"},
                onStoreFailure = OnStoreFailure.FAIL_OPEN,
                onAbandoned = OnAbandoned.UNCERTAIN,
                onError = OnError.KEEP,
                inFlight = InFlight.WAIT,
                waitTimeout = "2s",
                lease = "PT20S",
                retention = "7d",
                resultRetention = "0",
                maxRequestSize = "1MB",
                maxResponseSize = "256KB",
                storedHeaders = {"ETag", "X-C-*"},
                storedBody = StoredBody.NONE)
        void full() {}

        @Idempotent(key = {KeyRequirement.OPTIONAL, KeyRequirement.REQUIRED})
        void twoKeys() {}

        @Idempotent(lease = "soon")
        void badDuration() {}

        @Idempotent(retention = "9223372036854775807d")
        void hugeDuration() {}

        @Idempotent(maxRequestSize = "big")
        void badSize() {}
    }
}
