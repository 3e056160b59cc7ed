package io.github.idempotency.drill;

/** What is rehearsed, and the guarantee that each drill puts to the test. */
public enum Drill {
    /** A request is sent twice. */
    EXACT_REPLAY(
            "exact replay", "A duplicate gets the stored status, headers and exact bytes, and nothing happens again."),
    /** The work is done, the answer is lost, and the client retries with its key. */
    TIMEOUT_AFTER_SUCCESS(
            "time-out after success", "A retry after a lost answer gets that answer, and nothing happens again."),
    /** The key comes again with another payload. */
    MODIFIED_PAYLOAD(
            "modified payload", "A key that comes with another payload is refused, and its record stays as it is."),
    /** Several threads send the same request at once. */
    CONCURRENT_DUPLICATES(
            "concurrent duplicates",
            "Of duplicates in flight one is carried out; the others get its answer, or are asked to retry."),
    /** The hop behind the server is called once for each key, or recognises the call. */
    DOWNSTREAM_DEDUPLICATION(
            "downstream de-duplication", "Whatever is retried, the next service takes effect once for each key."),
    /** The store goes away and comes back. */
    STORE_OUTAGE("store outage", "Without its store a server refuses rather than guesses, and forgets no key.");

    private final String title;
    private final String guarantee;

    Drill(String title, String guarantee) {
        this.title = title;
        this.guarantee = guarantee;
    }

    /** Its name for people, in lower case. */
    public String title() {
        return title;
    }

    /** What a client may rely on if the drill passes. */
    public String guarantee() {
        return guarantee;
    }
}
