package io.github.idempotency.client;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.support.HttpRequestWrapper;

/** A request with headers of its own, so that what interceptors add to one attempt does not pile up in the next. */
final class AttemptRequest extends HttpRequestWrapper {

    private final HttpHeaders headers = new HttpHeaders();

    AttemptRequest(HttpRequest request) {
        super(request);
        headers.addAll(request.getHeaders());
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }
}
