package io.github.idempotency.store.jpa;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.TaskLease;
import jakarta.persistence.EntityManagerFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;

/**
 * The partitions of the table {@code idempotency_response}, in which {@link JpaIdempotencyStore} stores responses by the day on
 * which they expire. One instance makes them ahead for all and drops those whose day is over; every instance looks for itself
 * which days are ready. A response that expires on another day stays in its record.
 */
public final class ResponsePartitions {

    private static final Logger log = System.getLogger(ResponsePartitions.class.getName());

    private static final String TASK = "response-partitions";

    private static final Duration LOOK_INTERVAL = Duration.ofMinutes(1);
    private static final Duration MAINTENANCE_INTERVAL = Duration.ofHours(1);
    private static final Duration LEASE = LOOK_INTERVAL.multipliedBy(5);

    /** More than a statement takes that gives up by itself. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final OwnConnection connection;
    private final int daysAhead;
    private volatile @Nullable ReadyDays ready;
    private @Nullable Long maintainedAt;
    private boolean forbidden;

    /**
     * Creates partitions of which none is ready before the {@linkplain #task task} was started.
     *
     * @param entityManagerFactory the factory of the database that holds the tables, made by Spring
     * @param daysAhead            for how many days after today partitions are kept ready, 1 or more
     */
    public ResponsePartitions(EntityManagerFactory entityManagerFactory, int daysAhead) {
        EntityManagerFactory factory = entityManagerFactory instanceof EntityManagerFactoryInfo info
                ? info.getNativeEntityManagerFactory()
                : entityManagerFactory;
        this.connection = new OwnConnection(factory, new TimeLimit(TIMEOUT));
        this.daysAhead = daysAhead;
    }

    /**
     * The work on the partitions as a background task.
     *
     * @param tasks tells which instance makes and drops partitions
     */
    public BackgroundTask task(OperatorStore tasks) {
        TaskLease lease = new TaskLease(tasks, TASK);
        return new BackgroundTask(
                "idempotency-response-partitions",
                Duration.ZERO,
                LOOK_INTERVAL,
                "Could not look after the partitions of idempotency_response",
                () -> step(lease),
                lease::release);
    }

    /** The days for which a response may be stored in a partition; null if there is none for now. */
    @Nullable
    ReadyDays ready() {
        return ready;
    }

    /** To be called if a partition was not there: until the next look responses stay in their records. */
    void forget() {
        ready = null;
    }

    private Duration step(TaskLease lease) {
        try {
            if (lease.hold(LEASE)) {
                maintainIfDue();
            }
        } finally {
            look();
        }
        return BackgroundTask.jittered(LOOK_INTERVAL);
    }

    private void maintainIfDue() {
        long now = System.nanoTime();
        if (maintainedAt != null && now - maintainedAt < MAINTENANCE_INTERVAL.toNanos()) {
            return;
        }
        try {
            maintain();
            forbidden = false;
        } catch (StoreUnavailableException e) {
            if (!SqlFailure.isForbidden(e)) {
                throw e;
            }
            sayWhatIsForbidden(e);
        }
        maintainedAt = now;
    }

    /** Makes partitions ahead, and drops those whose day is over: also while others cannot be made. */
    void maintain() {
        try {
            connection.call("make partitions of responses", c -> {
                PartitionStatements.makeAhead(c, daysAhead);
                return true;
            });
        } finally {
            connection.call("drop partitions of responses", c -> {
                PartitionStatements.dropOver(c);
                return true;
            });
        }
    }

    /** Looks which days are ready. */
    void look() {
        try {
            ready = connection
                    .call("look for partitions of responses", PartitionStatements::readyDays)
                    .orElse(null);
        } catch (StoreUnavailableException e) {
            forget();
            throw e;
        }
    }

    private void sayWhatIsForbidden(StoreUnavailableException failure) {
        if (!forbidden) {
            log.log(
                    Level.WARNING,
                    "The database user may not make or drop partitions of idempotency_response: responses go into those that are there, and otherwise stay in their records."
                            + " Make the user the owner of that table and grant it CREATE on the schema, or have somebody else run the SQL for partitions (page Retention of the documentation) each day",
                    failure);
        }
        forbidden = true;
    }
}
