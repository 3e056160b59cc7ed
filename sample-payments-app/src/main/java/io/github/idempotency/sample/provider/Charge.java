package io.github.idempotency.sample.provider;

import java.util.UUID;

/**
 * A charge as the provider reports it.
 *
 * @param id        the provider's id
 * @param reference our reference
 * @param voided    whether it was given back
 */
public record Charge(UUID id, String reference, boolean voided) {}
