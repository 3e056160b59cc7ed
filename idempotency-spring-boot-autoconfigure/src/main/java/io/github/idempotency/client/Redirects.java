package io.github.idempotency.client;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** Which redirects of destinations are followed, and with which headers. */
final class Redirects {

    private static final List<String> CREDENTIALS =
            List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.PROXY_AUTHORIZATION, HttpHeaders.COOKIE);
    private static final List<String> OF_THE_BODY = List.of(
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.CONTENT_LENGTH,
            HttpHeaders.CONTENT_ENCODING,
            HttpHeaders.CONTENT_LANGUAGE,
            HttpHeaders.TRANSFER_ENCODING);

    private final Destinations destinations;
    private final List<String> callHeaders;

    /**
     * Puts the parts together.
     *
     * @param callHeaders what calls to destinations carry of ours, the key aside
     */
    Redirects(Destinations destinations, List<String> callHeaders) {
        this.destinations = destinations;
        this.callHeaders = callHeaders;
    }

    @Nullable
    Destination find(URI uri) {
        return destinations.find(uri);
    }

    /**
     * The redirect to follow; null if the answer stands.
     *
     * @throws RedirectRefusedException if the call would be repeated at another service
     */
    @Nullable
    Redirect next(Destination destination, HttpMethod method, URI from, int status, HttpHeaders headers)
            throws RedirectRefusedException {
        Redirect redirect = Redirect.of(destination, method, from, status, headers, destinations);
        if (redirect != null && redirect.isRefused()) {
            throw redirect.refusal(destination, method, status);
        }
        return redirect;
    }

    /** Takes out of the headers of a request what the next one is not to carry. */
    void strip(HttpHeaders headers, Destination destination, HttpMethod before, Redirect redirect) {
        if (redirect.method() != before) {
            OF_THE_BODY.forEach(headers::remove);
            headers.remove(destination.header());
        }
        if (redirect.foreign()) {
            headers.remove(destination.header());
            callHeaders.forEach(headers::remove);
            CREDENTIALS.forEach(headers::remove);
        }
        headers.remove(HttpHeaders.HOST);
    }
}
