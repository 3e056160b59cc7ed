package io.github.idempotency.governance;

import java.util.Optional;

/** Where the inventory gets figures of the period under review from, if somebody counts them. */
public interface OperationTrends {

    /** No figures. */
    OperationTrends NONE = operation -> Optional.empty();

    /** The figures of an operation; empty if there are none. */
    Optional<Trend> of(String operation);

    /**
     * How an operation developed.
     *
     * @param period          the period in words, such as {@code 90 days}
     * @param requests        requests in the period
     * @param conflicts       how many of them were refused because of a key that was used with another payload
     * @param earlierRequests requests in the period before
     * @param earlierConflicts conflicts in the period before
     * @param storedBytes     bytes its records take now
     * @param earlierBytes    bytes they took at the beginning of the period
     */
    record Trend(
            String period,
            long requests,
            long conflicts,
            long earlierRequests,
            long earlierConflicts,
            long storedBytes,
            long earlierBytes) {}
}
