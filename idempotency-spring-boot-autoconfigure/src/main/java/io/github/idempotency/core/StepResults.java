package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/** Turns results of steps into JSON, and back. */
public interface StepResults {

    /** Results for which there is no mapper. */
    StepResults UNAVAILABLE = new StepResults() {

        @Override
        public void check() {
            throw new IllegalStateException("there is no JsonMapper bean to write its result with: add"
                    + " org.springframework.boot:spring-boot-starter-jackson, or declare one");
        }

        @Override
        public byte[] write(@Nullable Object result) {
            throw new IllegalStateException();
        }

        @Override
        public <T extends @Nullable Object> T read(byte[] json, Class<T> type) {
            throw new IllegalStateException();
        }
    };

    /**
     * Checks that results can be written at all.
     *
     * @throws IllegalStateException if not; the message tells why
     */
    void check();

    /**
     * Writes a result.
     *
     * @throws RuntimeException if it cannot be written
     */
    byte[] write(@Nullable Object result);

    /**
     * Reads a result.
     *
     * @throws RuntimeException if it cannot be read as that type
     */
    <T extends @Nullable Object> T read(byte[] json, Class<T> type);
}
