package io.github.idempotency.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * Where a destination sends a call on to.
 *
 * @param uri      where to
 * @param method   method of the next request; GET where the answer turned another one into it
 * @param foreign  whether that is another service, which is none of this destination's hosts
 */
record Redirect(URI uri, HttpMethod method, boolean foreign) {

    /** As many as the JDK's client follows. */
    static final int MAX = 5;

    /** The redirect that an answer asks for; null if it asks for none that a client follows. */
    static @Nullable Redirect of(
            Destination destination, HttpMethod method, URI from, int status, HttpHeaders headers, Destinations all) {
        String location = headers.getFirst(HttpHeaders.LOCATION);
        if (location == null) {
            return null;
        }
        HttpMethod next = switch (status) {
            case 301, 302 -> method == HttpMethod.POST ? HttpMethod.GET : method;
            case 303 -> method == HttpMethod.HEAD ? method : HttpMethod.GET;
            case 307, 308 -> method;
            default -> null;
        };
        URI to = next == null ? null : resolve(from, location);
        if (next == null || to == null || isDowngrade(from, to)) {
            return null;
        }
        return new Redirect(to, next, !isSameOrigin(from, to) && all.find(to) != destination);
    }

    private static @Nullable URI resolve(URI from, String location) {
        try {
            URI to = from.resolve(location);
            return "http".equalsIgnoreCase(to.getScheme()) || "https".equalsIgnoreCase(to.getScheme()) ? to : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isDowngrade(URI from, URI to) {
        return "https".equalsIgnoreCase(from.getScheme()) && "http".equalsIgnoreCase(to.getScheme());
    }

    private static boolean isSameOrigin(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && String.valueOf(a.getRawAuthority()).equalsIgnoreCase(String.valueOf(b.getRawAuthority()));
    }

    /** Whether it would send what the call is to have done to another service. */
    boolean isRefused() {
        return foreign && !isSafe();
    }

    /** Whether the next request only reads, and so carries neither key nor body. */
    boolean isSafe() {
        return KeyChooser.isSafe(method);
    }

    RedirectRefusedException refusal(Destination destination, HttpMethod called, int status) {
        return new RedirectRefusedException("Destination " + destination.name() + " answered " + called + " with "
                + status + " and sends it on to " + uri.getScheme() + "://" + uri.getRawAuthority()
                + ", which is none of its hosts. A call is not sent to another service under its key: if this is where the"
                + " service is now, add it to idempotency.client.destinations." + destination.name() + ".hosts");
    }
}
