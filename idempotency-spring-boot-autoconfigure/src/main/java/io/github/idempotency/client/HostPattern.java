package io.github.idempotency.client;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a destination: {@code api.example.org}, {@code *.example.org} (any host below that domain, not the domain itself),
 * either with a port ({@code localhost:9090}) or for any port. Upper and lower case are the same.
 */
public final class HostPattern implements Comparable<HostPattern> {

    private static final Pattern SYNTAX = Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?(:[0-9]{1,5})?");

    /** Of a host with an underscore, as container networks have them, URI.getHost() knows nothing. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[^@]*@)?(?<host>[^@:\\[\\]]+|\\[[^\\]]*\\])(?::(?<port>[0-9]{0,5}))?");

    private final String text;
    private final String host;
    private final int port;

    private HostPattern(String text) {
        int colon = text.indexOf(':');
        this.text = text;
        this.host = colon < 0 ? text : text.substring(0, colon);
        this.port = colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static HostPattern of(String text) {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        if (!SYNTAX.matcher(lower).matches()) {
            throw new IllegalArgumentException("Not a host pattern: '" + text + "'");
        }
        return new HostPattern(lower);
    }

    boolean matches(URI uri) {
        Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
        if (!authority.matches() || (port >= 0 && port != port(uri, authority.group("port")))) {
            return false;
        }
        String called = authority.group("host").toLowerCase(Locale.ROOT);
        return isWildcard() ? called.endsWith(host.substring(1)) : called.equals(host);
    }

    private static int port(URI uri, @Nullable String written) {
        if (written != null && !written.isEmpty()) {
            return Integer.parseInt(written);
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private boolean isWildcard() {
        return host.startsWith("*");
    }

    /** The more specific one comes first: a host before a wildcard, a longer domain before a shorter, a port before any. */
    @Override
    public int compareTo(HostPattern other) {
        if (isWildcard() != other.isWildcard()) {
            return isWildcard() ? 1 : -1;
        }
        int byLength = Integer.compare(other.host.length(), host.length());
        if (byLength != 0) {
            return byLength;
        }
        int byPort = Integer.compare(other.port, port);
        return byPort != 0 ? byPort : text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostPattern pattern && pattern.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
