package io.github.idempotency.sample.torture;

/** What an attempt asks to go wrong. */
final class Wish {

    static final String DELAY = "delay=";

    static final String LOSE_RESPONSE = "lose-response";

    static final String PROVIDER_TIMEOUT = "provider-timeout";

    /** The client's own doing: it resets the connection in the middle of the response. */
    static final String DROP = "drop";

    private Wish() {}

    static boolean isSlowerThanTheLease(String wish) {
        return wish.startsWith(DELAY)
                && Integer.parseInt(wish.substring(DELAY.length())) > TortureSettings.LEASE.toMillis();
    }
}
