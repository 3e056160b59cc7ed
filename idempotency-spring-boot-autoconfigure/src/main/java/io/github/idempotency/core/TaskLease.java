package io.github.idempotency.core;

import java.time.Duration;
import java.util.UUID;

/** This process's part in a task that one instance does for all; the store tells whose turn it is. */
public final class TaskLease {

    private final OperatorStore store;
    private final String task;
    private final UUID runner = UUID.randomUUID();
    private volatile boolean held;

    /**
     * Creates the lease of a process that does not hold the task.
     *
     * @param task name of the task in the store
     */
    public TaskLease(OperatorStore store, String task) {
        this.store = store;
        this.task = task;
    }

    /**
     * Takes the task or keeps it.
     *
     * @param lease the time until another instance may take it
     * @return whether it is this process's turn
     */
    public boolean hold(Duration lease) {
        held = store.holdTask(task, runner, lease);
        return held;
    }

    /** Lets another instance take the task at once, if this one holds it. */
    public void release() {
        if (held) {
            held = false;
            store.holdTask(task, runner, Duration.ZERO);
        }
    }
}
