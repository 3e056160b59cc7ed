package io.github.idempotency.sample.chain;

/** What can happen to an exchange on its way. */
enum HopFault {
    /** The server never sees the request, and the client knows that something broke. */
    RESET_REQUEST("request reset"),
    /** The server never sees the request, and the client waits. */
    HANG_REQUEST("request hung"),
    /** The server has done its work, and the connection breaks before a byte of its answer. */
    RESET_ANSWER("answer reset"),
    /** The server has done its work, and the client waits. */
    HANG_ANSWER("answer hung"),
    /** The client gets the first half of the answer. */
    CUT_ANSWER("answer cut");

    final String label;

    HopFault(String label) {
        this.label = label;
    }
}
