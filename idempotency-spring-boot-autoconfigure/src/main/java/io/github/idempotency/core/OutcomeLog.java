package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each outcome but {@link Outcome#EXECUTED}, to the logger {@value #NAME}: {@code key=value} pairs in the
 * vocabulary of the meters. What may have happened twice, or is lost, is a warning; what a client has to look into is
 * information; the rest is for debugging. Of warnings and information about an operation and outcome there is one line a minute,
 * with the number of those that were left out, which are for debugging too. Neither the key nor the tenant is in it, the key's short hash is.
 */
public final class OutcomeLog implements IdempotencyListener {

    /** Name of the logger. */
    public static final String NAME = "io.github.idempotency.outcome";

    private static final Logger LOGGER = System.getLogger(NAME);

    private final RepeatedLines lines;

    /** Creates a log. */
    public OutcomeLog() {
        this(System::nanoTime);
    }

    OutcomeLog(LongSupplier nanoTime) {
        lines = new RepeatedLines(LOGGER, nanoTime);
    }

    @Override
    public void onOutcome(RequestOutcome outcome) {
        Level level = level(outcome.outcome());
        if (level == Level.DEBUG || level == Level.INFO && isSynthetic(outcome)) {
            LOGGER.log(Level.DEBUG, () -> line(outcome));
        } else if (level != null) {
            lines.log(level, new Kind(outcome.operation(), outcome.outcome()), () -> line(outcome), null);
        }
    }

    /** The level of an outcome; null if it is not logged. */
    static @Nullable Level level(Outcome outcome) {
        return switch (outcome) {
            case EXECUTED -> null;
            case BYPASSED, NOT_STORED, OUTCOME_UNKNOWN -> Level.WARNING;
            case KEY_REUSED,
                    COMPENSATED,
                    REPLAYED_MISMATCH,
                    RECOVERED,
                    RESULT_EXPIRED,
                    RESULT_NOT_STORED,
                    TENANT_REFUSED,
                    WOULD_CONFLICT -> Level.INFO;
            case NOT_RUN,
                    REPLAYED,
                    UNPROTECTED,
                    KEY_REQUIRED,
                    KEY_INVALID,
                    PAYLOAD_TOO_LARGE,
                    RATE_LIMITED,
                    QUOTA_EXCEEDED,
                    IN_PROGRESS,
                    STORE_UNAVAILABLE,
                    DOWNSTREAM_UNAVAILABLE,
                    WOULD_REPLAY -> Level.DEBUG;
        };
    }

    /** Drills bring conflicts about on purpose. */
    private static boolean isSynthetic(RequestOutcome outcome) {
        return outcome.clientVersion().equals(ClientVersions.SYNTHETIC);
    }

    private record Kind(String operation, Outcome outcome) {}

    private static String line(RequestOutcome outcome) {
        String key = outcome.keyHash();
        return "outcome=" + outcome.outcome().code() + " operation=\"" + outcome.operation() + "\" risk="
                + outcome.risk().name().toLowerCase(Locale.ROOT) + " client.version=" + outcome.clientVersion()
                + " key.hash=" + (key == null ? "-" : key);
    }
}
