package io.github.idempotency.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** A response that tells the call if it breaks off while its body is read: the answer is lost then, whatever its status was. */
final class ReadResponse implements ClientHttpResponse {

    private final ClientHttpResponse response;
    private final LogicalCall call;
    private @Nullable InputStream body;

    private ReadResponse(ClientHttpResponse response, LogicalCall call) {
        this.response = response;
        this.call = call;
    }

    static ClientHttpResponse of(ClientHttpResponse response, LogicalCall call) {
        return call.isTold() ? new ReadResponse(response, call) : response;
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
            try {
                body = new Watched(response.getBody());
            } catch (IOException e) {
                call.leaveToNext();
                throw e;
            }
        }
        return body;
    }

    @Override
    public void close() {
        response.close();
    }

    private final class Watched extends FilterInputStream {

        private Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                call.leaveToNext();
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                call.leaveToNext();
                throw e;
            }
        }
    }
}
