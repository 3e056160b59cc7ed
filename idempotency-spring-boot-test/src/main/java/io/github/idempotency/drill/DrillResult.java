package io.github.idempotency.drill;

import java.time.Duration;

/**
 * What one drill came to.
 *
 * @param drill   which
 * @param client  name of the client's profile; empty if the drill has none
 * @param fault   what went wrong on purpose; empty if nothing did
 * @param verdict passed or not
 * @param message what happened, was expected and is worth a look if it failed; the reason if it was skipped; else empty
 * @param took    how long it took
 */
public record DrillResult(Drill drill, String client, String fault, Verdict verdict, String message, Duration took) {

    /** How a drill ended. */
    public enum Verdict {
        /** The guarantee held. */
        PASSED,
        /** The guarantee is broken, or the drill could not be carried out. */
        FAILED,
        /** Something that the drill needs was not given. */
        SKIPPED
    }

    /** The drill's title, with client and fault where there are any. */
    public String title() {
        String variant = client.isEmpty() || fault.isEmpty() ? client + fault : client + ", " + fault;
        return variant.isEmpty() ? drill.title() : drill.title() + " (" + variant + ")";
    }
}
