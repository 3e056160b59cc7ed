package io.github.idempotency.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;

/** The {@code Location} of a redirect as the container would write it, which a captured response has to do in its place. */
final class RedirectLocation {

    private final HttpServletRequest request;
    private final boolean absolute;

    /**
     * Creates a location for the redirects of a request.
     *
     * @param absolute whether the container makes locations absolute
     */
    RedirectLocation(HttpServletRequest request, boolean absolute) {
        this.request = request;
        this.absolute = absolute;
    }

    String location(String location) {
        if (!absolute) {
            return location;
        }
        try {
            return URI.create(request.getRequestURL().toString())
                    .resolve(location)
                    .toString();
        } catch (IllegalArgumentException e) {
            // Not a URI by the letter; browsers are more lenient, so it is passed on as it is.
            return location;
        }
    }
}
