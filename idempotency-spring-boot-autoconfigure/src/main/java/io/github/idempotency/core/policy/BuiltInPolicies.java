package io.github.idempotency.core.policy;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.InFlight;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.OnError;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.PayloadHash;
import io.github.idempotency.PayloadMatch;
import io.github.idempotency.RiskClass;
import io.github.idempotency.StoredBody;
import java.time.Duration;
import java.util.List;

/** The defaults of each risk class; they leave nothing unsaid. */
final class BuiltInPolicies {

    private static final long MEGABYTE = 1024 * 1024;

    private BuiltInPolicies() {}

    static PolicyOverrides of(RiskClass risk) {
        return switch (risk) {
            case CRITICAL -> failingClosed(OnAbandoned.UNCERTAIN, Duration.ofDays(7));
            case HIGH -> failingClosed(OnAbandoned.RETRY, Duration.ofDays(3));
            case MEDIUM -> failingOpen(PayloadMatch.STRICT, Duration.ofDays(1));
            case LOW -> failingOpen(PayloadMatch.OBSERVE, Duration.ZERO);
        };
    }

    private static PolicyOverrides failingClosed(OnAbandoned onAbandoned, Duration retention) {
        return policy(
                KeyRequirement.REQUIRED,
                PayloadMatch.STRICT,
                OnStoreFailure.FAIL_CLOSED,
                onAbandoned,
                retention,
                retention);
    }

    private static PolicyOverrides failingOpen(PayloadMatch payloadMatch, Duration resultRetention) {
        return policy(
                KeyRequirement.OPTIONAL,
                payloadMatch,
                OnStoreFailure.FAIL_OPEN,
                OnAbandoned.RETRY,
                Duration.ofDays(1),
                resultRetention);
    }

    private static PolicyOverrides policy(
            KeyRequirement key,
            PayloadMatch payloadMatch,
            OnStoreFailure onStoreFailure,
            OnAbandoned onAbandoned,
            Duration retention,
            Duration resultRetention) {
        return new PolicyOverrides(
                key,
                ExecutionMode.LEASE,
                payloadMatch,
                PayloadHash.RAW,
                List.of(),
                onStoreFailure,
                onAbandoned,
                OnError.RELEASE,
                InFlight.REJECT,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                retention,
                resultRetention,
                MEGABYTE,
                MEGABYTE,
                List.of("*"),
                StoredBody.FULL);
    }
}
