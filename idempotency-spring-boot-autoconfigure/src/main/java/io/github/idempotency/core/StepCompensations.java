package io.github.idempotency.core;

/** Undoes finished steps, see {@link io.github.idempotency.StepCompensation}. */
public interface StepCompensations {

    /** Undoes nothing. */
    StepCompensations NONE = new StepCompensations() {

        @Override
        public boolean canUndo(String operation, StoredStep step) {
            return false;
        }

        @Override
        public void undo(RecordKey key, long fence, StoredStep step) {
            throw new IllegalStateException();
        }
    };

    /** Whether a step can be undone: there is something that does it, and the step's result is kept. */
    boolean canUndo(String operation, StoredStep step);

    /**
     * Undoes a step.
     *
     * @param key   the record's key
     * @param fence the fence of the record
     * @param step  the step, which {@linkplain #canUndo can be undone}
     * @throws Exception whatever the application's compensation throws; to be tried again
     */
    void undo(RecordKey key, long fence, StoredStep step) throws Exception;
}
