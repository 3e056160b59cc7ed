package io.github.idempotency.sample.provider.simulator;

import java.util.List;

/**
 * Charges that were really made.
 *
 * @param count   how many
 * @param charges each of them, the oldest first
 */
record ChargesView(int count, List<ChargeView> charges) {}
