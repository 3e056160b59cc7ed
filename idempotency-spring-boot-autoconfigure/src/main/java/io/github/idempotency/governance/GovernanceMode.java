package io.github.idempotency.governance;

/** What is done about mutation endpoints that are neither annotated nor exempt. */
public enum GovernanceMode {
    /** Nothing is said at start; the inventory can still be read. */
    OFF,
    /** One line of the log names them at start. */
    REPORT,
    /** The application does not start, and the analysis names them. */
    FAIL
}
