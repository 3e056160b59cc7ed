package io.github.idempotency.sample.preferences;

import java.time.Instant;
import java.util.Map;

/**
 * The preferences of a customer.
 *
 * @param revision counts the updates
 */
record PreferencesView(String customerId, Map<String, Object> preferences, long revision, Instant updatedAt) {}
