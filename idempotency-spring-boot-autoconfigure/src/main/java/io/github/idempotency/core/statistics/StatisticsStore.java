package io.github.idempotency.core.statistics;

import io.github.idempotency.core.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Where all instances add up what they count. Time is the store's own clock. All methods throw
 * {@link StoreUnavailableException} if the store cannot answer.
 */
public interface StatisticsStore {

    /** Adds to the counts of the current minute, all or nothing. */
    void add(Collection<OutcomeCount> counts);

    /**
     * Sums up a period, as exactly as it is kept: to the minute, from two days ago on to the hour.
     *
     * @param from how long ago the period began
     * @param to   how long ago it ended; zero for now
     */
    List<OutcomeCount> sum(Duration from, Duration to);

    /** Measures the records of all operations; looks at each of them, so not for the way of a request. */
    void measureStorage();

    /**
     * The last measurement of each day, sorted by time. An operation without records is not in it.
     *
     * @param since how long ago the first may have been taken
     */
    List<StorageMeasurement> storage(Duration since);

    /**
     * How long the oldest execution of each operation has been running, if one is found among the youngest records of each
     * retention, of which no more than {@value #EXAMINED} are looked at.
     *
     * @param retentions the retentions of operations
     */
    Map<String, Duration> oldestInFlight(Collection<Duration> retentions);

    /**
     * Merges minutes of more than two days ago into their hours.
     *
     * @param limit the most counts to merge in this call, more than zero
     * @return whether there may be more
     */
    boolean condense(int limit);

    /**
     * Removes old counts and measurements.
     *
     * @param retention how long they are kept
     * @param limit     the most counts, and the most measurements, to remove in this call, more than zero
     * @return whether there may be more
     */
    boolean purge(Duration retention, int limit);

    /** The most records of a retention that are looked at for executions under way. */
    int EXAMINED = 10_000;
}
