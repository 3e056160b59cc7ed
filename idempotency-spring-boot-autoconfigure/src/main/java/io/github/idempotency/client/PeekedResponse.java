package io.github.idempotency.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;

/** A response whose problem details were looked at; the caller still reads all of its body. */
final class PeekedResponse implements ClientHttpResponse {

    /** Problem details of any use are far shorter. */
    static final int LIMIT = 16 * 1024;

    private final ClientHttpResponse response;
    private final byte[] beginning;
    private @Nullable InputStream body;

    private PeekedResponse(ClientHttpResponse response, byte[] beginning) {
        this.response = response;
        this.beginning = beginning;
    }

    static boolean isProblem(int status, HttpHeaders headers) {
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return status >= 400
                && type != null
                && type.regionMatches(true, 0, MediaType.APPLICATION_PROBLEM_JSON_VALUE, 0, 24);
    }

    static PeekedResponse of(ClientHttpResponse response) throws IOException {
        return new PeekedResponse(response, response.getBody().readNBytes(LIMIT));
    }

    String problem() {
        return new String(beginning, StandardCharsets.UTF_8);
    }

    @Override
    public HttpStatusCode getStatusCode() throws IOException {
        return response.getStatusCode();
    }

    @Override
    public String getStatusText() throws IOException {
        return response.getStatusText();
    }

    @Override
    public HttpHeaders getHeaders() {
        return response.getHeaders();
    }

    @Override
    public InputStream getBody() throws IOException {
        if (body == null) {
            body = new SequenceInputStream(new ByteArrayInputStream(beginning), response.getBody());
        }
        return body;
    }

    @Override
    public void close() {
        response.close();
    }
}
