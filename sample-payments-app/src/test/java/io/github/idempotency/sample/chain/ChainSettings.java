package io.github.idempotency.sample.chain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a run is made of.
 *
 * @param seed        decides the faults of each hop
 * @param payments    logical payments
 * @param derivedKeys whether calls of the payments service carry the keys that the library gives them
 * @param logs        directory for the output of the processes
 */
record ChainSettings(long seed, int payments, boolean derivedKeys, Path logs) {

    /** Of the exchanges of each hop, those that something happens to. */
    static final double FAULTY_SHARE = 0.15;

    /** How many payments are under way at once. */
    static final int CLIENTS = 24;

    /** How long the payments service waits for ledger and provider, the gateway for it, and the client for the gateway. */
    static final Duration INNER_PATIENCE = Duration.ofMillis(400);

    static final Duration GATEWAY_PATIENCE = Duration.ofMillis(1200);

    static final Duration CLIENT_PATIENCE = Duration.ofMillis(2000);

    private static final int DEFAULT_PAYMENTS = 160;

    private static final int FEW_PAYMENTS = 60;

    /** Reads the system properties {@code chain.payments} and {@code torture.seed}. */
    static ChainSettings fromSystemProperties() {
        String payments = System.getProperty("chain.payments", "");
        return new ChainSettings(
                seedProperty(),
                payments.isBlank() ? DEFAULT_PAYMENTS : Integer.parseInt(payments.strip()),
                true,
                logs("derived-keys"));
    }

    static ChainSettings withoutDerivedKeys() {
        return new ChainSettings(seedProperty(), FEW_PAYMENTS, false, logs("other-keys"));
    }

    private static Path logs(String name) {
        return Path.of("target", "chain", name).toAbsolutePath();
    }

    private static long seedProperty() {
        String seed = System.getProperty("torture.seed", "");
        return seed.isBlank() ? ThreadLocalRandom.current().nextLong(1_000_000) : Long.parseLong(seed.strip());
    }
}
