package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.torture.Answer.Meaning;
import java.time.Duration;
import java.time.Instant;

/**
 * One request that has ended.
 *
 * @param wish    what it asked to go wrong, empty if nothing
 * @param answer  null if none came
 * @param failure why none came, empty if one did
 */
record Attempt(String instance, Instant sent, Instant ended, String wish, Answer answer, String failure) {

    boolean means(Meaning meaning) {
        return answer != null && answer.meaning() == meaning;
    }

    /** Whether the client was left in the dark about what became of the request. */
    boolean leftInTheDark() {
        return answer == null || answer.status() >= 500;
    }

    /** Whether there was no process to take the request. */
    boolean wasRefused() {
        return failure.contains("ConnectException");
    }

    @Override
    public String toString() {
        return sent + " +" + Duration.between(sent, ended).toMillis() + " ms " + instance
                + (wish.isEmpty() ? "" : " [" + wish + "]") + ": " + (answer == null ? failure : answer);
    }
}
