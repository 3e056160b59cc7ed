package io.github.idempotency.core.policy;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.InFlight;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.OnError;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.PayloadHash;
import io.github.idempotency.PayloadMatch;
import io.github.idempotency.StoredBody;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one source (a property group, an annotation) says about an operation; null where it says nothing. See {@link OperationPolicy}. */
public record PolicyOverrides(
        @Nullable KeyRequirement key,
        @Nullable ExecutionMode execution,
        @Nullable PayloadMatch payloadMatch,
        @Nullable PayloadHash payloadHash,
        @Nullable List<String> fingerprintHeaders,
        @Nullable OnStoreFailure onStoreFailure,
        @Nullable OnAbandoned onAbandoned,
        @Nullable OnError onError,
        @Nullable InFlight inFlight,
        @Nullable Duration waitTimeout,
        @Nullable Duration lease,
        @Nullable Duration retention,
        @Nullable Duration resultRetention,
        @Nullable Long maxRequestSize,
        @Nullable Long maxResponseSize,
        @Nullable List<String> storedHeaders,
        @Nullable StoredBody storedBody) {

    /** Says nothing. */
    public static final PolicyOverrides NONE = new PolicyOverrides(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
}
