package io.github.idempotency.core;

/**
 * Where finished steps are kept, and how.
 *
 * @param store         the store
 * @param results       writes and reads results
 * @param maxResultSize the biggest result kept, in bytes of JSON
 */
public record StepKeeper(StepStore store, StepResults results, long maxResultSize) {}
