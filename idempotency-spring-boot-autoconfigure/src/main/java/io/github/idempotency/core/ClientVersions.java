package io.github.idempotency.core;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what clients say of their versions, so that it can be a tag of metrics. The first values seen by this process are
 * kept, up to a maximum; later ones are {@code other}, none is {@code unknown}. A value is cut to 40 characters; characters
 * other than ASCII letters, digits and {@code . _ + / -} become {@code _}.
 */
public final class ClientVersions {

    /** Stands for a client that does not say its version. */
    public static final String UNKNOWN = "unknown";

    /** Stands for traffic that is tagged as synthetic, whatever it says of its version; no client gets it by its version. */
    public static final String SYNTHETIC = "synthetic";

    /** Stands for all versions beyond the maximum. */
    public static final String OTHER = "other";

    private static final int MAX_LENGTH = 40;

    private final int maxValues;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * Creates an empty set of versions.
     *
     * @param maxValues number of versions that are told apart, zero or more
     */
    public ClientVersions(int maxValues) {
        this.maxValues = maxValues;
    }

    /**
     * The value to count a request under.
     *
     * @param header value of the header, null if there is none
     */
    public String bounded(@Nullable String header) {
        if (header == null) {
            return UNKNOWN;
        }
        String version = sanitized(header);
        if (version.isEmpty() || version.equals(UNKNOWN)) {
            return UNKNOWN;
        }
        return !version.equals(SYNTHETIC) && (seen.contains(version) || admit(version)) ? version : OTHER;
    }

    private boolean admit(String version) {
        if (seen.size() >= maxValues) {
            return false;
        }
        synchronized (seen) {
            return seen.size() < maxValues && (seen.add(version) || seen.contains(version));
        }
    }

    private static String sanitized(String header) {
        String value = header.strip();
        StringBuilder version = new StringBuilder(value.substring(0, Math.min(value.length(), MAX_LENGTH)));
        for (int i = 0; i < version.length(); i++) {
            if (!isPlain(version.charAt(i))) {
                version.setCharAt(i, '_');
            }
        }
        return version.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._+/-".indexOf(c) >= 0;
    }
}
