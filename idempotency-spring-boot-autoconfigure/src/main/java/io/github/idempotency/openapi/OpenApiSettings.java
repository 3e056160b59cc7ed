package io.github.idempotency.openapi;

import io.github.idempotency.core.KeyFormat;
import io.github.idempotency.core.policy.Rollout;
import org.jspecify.annotations.Nullable;

/**
 * What is configured for all operations, as far as clients notice.
 *
 * @param rollout         phase of the rollout
 * @param keyHeader       request header that carries the key
 * @param keyFormat       spellings of a key that are accepted
 * @param minLength       shortest key
 * @param maxLength       longest key
 * @param pattern         what the whole key has to match, null for anything
 * @param keyReusedStatus status of the answer to a reused key
 * @param rateLimited     whether the rate of new keys is limited
 * @param quota           whether what records may take is limited
 * @param compensates     whether steps of operations that were given up are undone
 * @param callsServices   whether services are called whose failure is answered with a retryable problem
 */
public record OpenApiSettings(
        Rollout rollout,
        String keyHeader,
        KeyFormat keyFormat,
        int minLength,
        int maxLength,
        @Nullable String pattern,
        int keyReusedStatus,
        boolean rateLimited,
        boolean quota,
        boolean compensates,
        boolean callsServices) {}
