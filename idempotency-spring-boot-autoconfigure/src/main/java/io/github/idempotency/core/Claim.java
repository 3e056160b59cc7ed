package io.github.idempotency.core;

import java.util.UUID;

/**
 * Ownership of a record at one point of its life. Every write after the claim names it and takes effect only if the record
 * is still held by it: the fence tells takeovers apart, the owner tells a record from an earlier one of the same key.
 *
 * @param id    the record's id
 * @param fence 1 for the first claim, one more at every takeover
 * @param owner token of the request that holds the claim, unique to it
 */
public record Claim(UUID id, long fence, UUID owner) {

    /** Whether an abandoned record was taken over. */
    public boolean isTakeover() {
        return fence > 1;
    }
}
