package io.github.idempotency.autoconfigure;

import io.github.idempotency.client.HostPattern;
import io.github.idempotency.client.KeyDialect;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Outgoing calls.
 *
 * @param enabled      Whether to give keys to outgoing calls and retry them.
 * @param correlation  Correlation of logs across services.
 * @param destinations Services that are called, by name; calls to others are left alone.
 */
public record ClientProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Correlation correlation,
        @DefaultValue Map<String, Destination> destinations) {

    private static final String PREFIX = "idempotency.client.destinations.";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    public ClientProperties {
        destinations = Map.copyOf(destinations);
        Map<HostPattern, String> owners = new HashMap<>();
        destinations.forEach((name, destination) -> {
            PropertyChecks.check(
                    NAME.matcher(name).matches(),
                    PREFIX + name,
                    name,
                    "the name of a destination has lower-case letters, digits and hyphens only");
            destination.check(PREFIX + name + '.');
            for (String host : destination.hosts()) {
                String owner = owners.put(HostPattern.of(host), name);
                PropertyChecks.check(
                        owner == null,
                        PREFIX + name + ".hosts",
                        host,
                        "is a host of destination '" + owner + "' too: a call must have one destination");
            }
        });
    }

    /** Whether requests are correlated with the calls they lead to, so that one without a correlation id is given one. */
    boolean correlates() {
        Boolean chosen = correlation.enabled();
        return enabled && (chosen == null ? !destinations.isEmpty() : chosen);
    }

    /**
     * Correlation of logs across services.
     *
     * @param enabled Whether to note the correlation id of requests and forward it to destinations. By default an id that is sent
     *                is noted, and one is made up where there is a destination; true makes one up in any case.
     * @param header  Request header that carries the correlation id, incoming and outgoing.
     * @param mdcKey  Name of the correlation id in the logging context.
     */
    public record Correlation(
            @Nullable Boolean enabled,
            @DefaultValue("X-Correlation-Id") String header,
            @DefaultValue("correlationId") String mdcKey) {

        public Correlation {
            PropertyChecks.header("idempotency.client.correlation.header", header);
            PropertyChecks.check(
                    PropertyChecks.hasText(mdcKey),
                    "idempotency.client.correlation.mdc-key",
                    mdcKey,
                    "must not be blank");
        }

        /** Whether an id that a request brings along is noted: the last service of a chain has no destination. */
        boolean isNoted() {
            return enabled == null || enabled;
        }
    }

    /**
     * A service that is called.
     *
     * @param hosts        Hosts of the service, such as api.example.org, *.example.org or localhost:9090.
     * @param attempts     Most attempts of a call, the first included; 1 never retries.
     * @param deadline     Time from the start of a call after which no attempt begins.
     * @param backoff      Waits between attempts.
     * @param budget       Retries that the service can take.
     * @param header       Request header that carries the key.
     * @param dialect      How the key is spelled.
     * @param maxKeyLength Longest key that the service takes, in characters.
     * @param mint         Whether to give a key to calls by POST and PATCH that come without one.
     */
    public record Destination(
            @DefaultValue List<String> hosts,
            @DefaultValue("3") int attempts,
            @DefaultValue("10s") Duration deadline,
            @DefaultValue Backoff backoff,
            @DefaultValue Budget budget,
            @DefaultValue("Idempotency-Key") String header,
            @DefaultValue("quoted") KeyDialect dialect,
            @DefaultValue("255") int maxKeyLength,
            @DefaultValue("true") boolean mint) {

        public Destination {
            hosts = List.copyOf(hosts);
        }

        /** The name of the destination, and with it the names of its properties, is known one level above. */
        private void check(String prefix) {
            PropertyChecks.check(!hosts.isEmpty(), prefix + "hosts", "", "at least one host is needed");
            hosts.forEach(host -> PropertyChecks.check(
                    isHost(host),
                    prefix + "hosts",
                    host,
                    "must be a host such as api.example.org or *.example.org, with or without a port"));
            PropertyChecks.range(prefix + "attempts", attempts, 1, 10);
            PropertyChecks.range(prefix + "deadline", deadline, "1ms", "10m");
            PropertyChecks.range(prefix + "backoff.base", backoff.base(), "1ms", "1m");
            PropertyChecks.check(
                    backoff.cap().compareTo(backoff.base()) >= 0
                            && backoff.cap().compareTo(Duration.ofMinutes(10)) <= 0,
                    prefix + "backoff.cap",
                    backoff.cap(),
                    "must be from " + prefix + "backoff.base to 10m");
            PropertyChecks.check(
                    budget.ratio() >= 0 && budget.ratio() <= 10,
                    prefix + "budget.ratio",
                    budget.ratio(),
                    "must be from 0 to 10");
            PropertyChecks.range(prefix + "budget.reserve", budget.reserve(), 0, 10_000);
            PropertyChecks.range(prefix + "budget.window", budget.window(), "1s", "1m");
            PropertyChecks.header(prefix + "header", header);
            PropertyChecks.range(prefix + "max-key-length", maxKeyLength, 32, 255);
        }

        private static boolean isHost(String host) {
            try {
                HostPattern.of(host);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /**
     * Waits between attempts: of random length up to a bound that doubles.
     *
     * @param base Longest wait before the first retry.
     * @param cap  Longest wait of all.
     */
    public record Backoff(
            @DefaultValue("100ms") Duration base,
            @DefaultValue("5s") Duration cap) {}

    /**
     * Retries that a service can take.
     *
     * @param ratio   Retries allowed for each call.
     * @param reserve Retries per second that are allowed in any case.
     * @param window  Time after which unused retries are lost.
     */
    public record Budget(
            @DefaultValue("0.1") double ratio,
            @DefaultValue("10") int reserve,
            @DefaultValue("10s") Duration window) {}
}
