package io.github.idempotency.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.function.SingletonSupplier;

/**
 * Follows redirects of destinations in place of the HTTP client, which would send the key, what else the call carries and its
 * credentials to whichever host is named. Requests to others are the HTTP client's, as ever.
 */
public final class GuardedRequestFactory implements ClientHttpRequestFactory {

    private final ClientHttpRequestFactory following;
    private final Supplier<? extends ClientHttpRequestFactory> notFollowing;
    private final Redirects redirects;

    /**
     * Puts a guard in front of an HTTP client.
     *
     * @param following    the client as the application has it, which follows redirects
     * @param notFollowing makes the same client, which does not; asked for once there is a call to a destination
     * @param calls        knows the destinations
     */
    public GuardedRequestFactory(
            ClientHttpRequestFactory following,
            Supplier<? extends ClientHttpRequestFactory> notFollowing,
            OutgoingCalls calls) {
        this.following = following;
        this.notFollowing = SingletonSupplier.of(notFollowing);
        this.redirects = calls.redirects();
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
        Destination destination = redirects.find(uri);
        return destination == null
                ? following.createRequest(uri, method)
                : new GuardedRequest(destination, uri, method);
    }

    private final class GuardedRequest extends AbstractClientHttpRequest {

        private final Destination destination;
        private final URI uri;
        private final HttpMethod method;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        private GuardedRequest(Destination destination, URI uri, HttpMethod method) {
            this.destination = destination;
            this.uri = uri;
            this.method = method;
        }

        @Override
        public HttpMethod getMethod() {
            return method;
        }

        @Override
        public URI getURI() {
            return uri;
        }

        @Override
        protected OutputStream getBodyInternal(HttpHeaders headers) {
            return body;
        }

        @Override
        protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
            HttpHeaders sent = new HttpHeaders();
            sent.addAll(headers);
            byte[] content = body.toByteArray();
            ClientHttpRequestFactory client = notFollowing.get();
            URI target = uri;
            HttpMethod verb = method;
            for (int followed = 0; ; followed++) {
                ClientHttpResponse response = send(client, target, verb, sent, content);
                Redirect redirect =
                        followed == Redirect.MAX || client == following ? null : next(response, verb, target);
                if (redirect == null) {
                    return response;
                }
                response.close();
                redirects.strip(sent, destination, verb, redirect);
                content = redirect.method() == verb ? content : new byte[0];
                verb = redirect.method();
                target = redirect.uri();
                client = redirect.foreign() ? following : client;
            }
        }

        private @Nullable Redirect next(ClientHttpResponse response, HttpMethod verb, URI target) throws IOException {
            try {
                return redirects.next(
                        destination, verb, target, response.getStatusCode().value(), response.getHeaders());
            } catch (IOException e) {
                response.close();
                throw e;
            }
        }

        private ClientHttpResponse send(
                ClientHttpRequestFactory client, URI target, HttpMethod verb, HttpHeaders sent, byte[] content)
                throws IOException {
            ClientHttpRequest request = client.createRequest(target, verb);
            request.getHeaders().addAll(sent);
            request.getAttributes().putAll(getAttributes());
            if (content.length > 0 && request instanceof StreamingHttpOutputMessage streaming) {
                streaming.setBody(content);
            } else if (content.length > 0) {
                request.getBody().write(content);
            }
            return request.execute();
        }
    }
}
