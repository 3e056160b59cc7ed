package io.github.idempotency.client;

import java.time.Duration;
import java.util.List;

/**
 * A service that is called, and how.
 *
 * @param name         its name in meters and logs
 * @param hosts        where it answers
 * @param attempts     most attempts of a logical call, the first included; 1 never retries
 * @param deadline     time from the start of the first attempt after which no other one begins
 * @param backoffBase  longest wait before the first retry; it doubles with each
 * @param backoffCap   longest wait that this comes to
 * @param header       request header that carries the key
 * @param dialect      how the key is spelled
 * @param maxKeyLength longest key the service takes, in characters; at least 32
 * @param mint         whether a POST or PATCH without a key is given one
 * @param budget       retries the service can take
 */
public record Destination(
        String name,
        List<HostPattern> hosts,
        int attempts,
        Duration deadline,
        Duration backoffBase,
        Duration backoffCap,
        String header,
        KeyDialect dialect,
        int maxKeyLength,
        boolean mint,
        RetryBudget budget) {

    public Destination {
        hosts = List.copyOf(hosts);
    }
}
