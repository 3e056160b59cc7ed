package io.github.idempotency.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Warns, once for each destination, of retries that may come after the server has forgotten the key. */
final class KeyLifetimes {

    /** Response header that tells how many seconds a key is remembered. */
    static final String HEADER = "Idempotency-Key-Lifetime";

    private static final Logger logger = System.getLogger(KeyLifetimes.class.getName());
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** Returns whether it warned. */
    boolean compare(Destination destination, HttpHeaders headers) {
        String lifetime = headers.getFirst(HEADER);
        if (lifetime == null || !SECONDS.matcher(lifetime).matches()) {
            return false;
        }
        boolean tooShort = destination.deadline().toSeconds() >= Long.parseLong(lifetime);
        if (!tooShort || !warned.add(destination.name())) {
            return false;
        }
        String property = "idempotency.client.destinations." + destination.name() + ".deadline";
        logger.log(
                Level.WARNING,
                "Destination " + destination.name() + " remembers keys for " + lifetime + " s, and is retried for "
                        + destination.deadline() + ": a late retry would be executed again. Set " + property
                        + " to less.");
        return true;
    }
}
