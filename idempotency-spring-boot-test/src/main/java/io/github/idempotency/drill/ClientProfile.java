package io.github.idempotency.drill;

import java.time.Duration;

/**
 * How a client retries after a lost answer.
 *
 * @param name          its name for people
 * @param lostAnswers   how many attempts in a row get no answer, at least 1; the next one does
 * @param pause         wait before each retry
 * @param newConnection whether the retry that is answered opens a connection of its own
 */
public record ClientProfile(String name, int lostAnswers, Duration pause, boolean newConnection) {

    /** Retries at once. */
    public static final ClientProfile MOBILE_SDK = new ClientProfile("mobile SDK", 1, Duration.ZERO, false);

    /** Keeps the key over a reload of the page: retries later, by a new connection. */
    public static final ClientProfile WEB_CLIENT = new ClientProfile("web client", 1, Duration.ofMillis(200), true);

    /** Retries twice by itself, since its first retry gets no answer either. */
    public static final ClientProfile GATEWAY = new ClientProfile("gateway", 2, Duration.ZERO, true);

    /** Checks the values. */
    public ClientProfile {
        if (lostAnswers < 1) {
            throw new IllegalArgumentException("lostAnswers has to be at least 1, not " + lostAnswers);
        }
    }
}
