package io.github.idempotency.core.statistics;

import java.time.Instant;

/**
 * The room that the records of an operation took at a time.
 *
 * @param operation  the operation
 * @param measuredAt when, by the store's clock
 * @param records    how many there were
 * @param bytes      what they took as stored, indexes and free room aside
 */
public record StorageMeasurement(String operation, Instant measuredAt, long records, long bytes) {}
