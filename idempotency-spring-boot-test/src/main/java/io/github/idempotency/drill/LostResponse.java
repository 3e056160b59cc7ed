package io.github.idempotency.drill;

/** The ways in which a client does not get an answer although the work was done. */
public enum LostResponse {
    /** No byte arrives, and the client gives up. */
    TIMEOUT("time-out"),
    /** The connection is reset. */
    RESET("reset"),
    /** The connection is closed without a byte. */
    EMPTY("empty response"),
    /** Something in between answers 502 in place of the server. */
    BAD_GATEWAY("502 from a gateway");

    private final String title;

    LostResponse(String title) {
        this.title = title;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }
}
