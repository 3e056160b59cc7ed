package io.github.idempotency.core.policy;

import io.github.idempotency.RiskClass;
import org.jspecify.annotations.Nullable;

/**
 * What {@code idempotency.endpoints.<operation>.*} says about an operation.
 *
 * @param risk   another risk class than that of the annotation, null to keep it
 * @param policy the policies
 */
public record EndpointOverrides(@Nullable RiskClass risk, PolicyOverrides policy) {}
