package io.github.idempotency.core;

import io.github.idempotency.core.fingerprint.Fingerprint;
import java.time.Duration;
import java.util.UUID;

/**
 * A request to own the record of a key.
 *
 * @param key             what the record is found by
 * @param owner           token of the asking request; asking again with the same token is safe
 * @param fingerprint     fingerprint of the request
 * @param lease           how long the claim holds without renewal, more than zero
 * @param retention       how long the key is remembered, counted from the claim, more than zero
 * @param resultRetention how long a response is replayed, counted from the claim; zero if it is not kept
 */
public record ClaimRequest(
        RecordKey key,
        UUID owner,
        Fingerprint fingerprint,
        Duration lease,
        Duration retention,
        Duration resultRetention) {}
