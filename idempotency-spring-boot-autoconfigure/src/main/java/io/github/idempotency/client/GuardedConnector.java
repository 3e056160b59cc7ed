package io.github.idempotency.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.function.SingletonSupplier;
import reactor.core.publisher.Mono;

/** What {@link GuardedRequestFactory} is to blocking clients, for reactive ones. */
public final class GuardedConnector implements ClientHttpConnector, Closeable {

    private final ClientHttpConnector following;
    private final SingletonSupplier<ClientHttpConnector> notFollowing;
    private final Redirects redirects;
    private volatile @Nullable ClientHttpConnector made;

    /**
     * Puts a guard in front of an HTTP client.
     *
     * @param following    the client as the application has it, which follows redirects
     * @param notFollowing makes the same client, which does not; asked for once there is a call to a destination
     * @param calls        knows the destinations
     */
    public GuardedConnector(
            ClientHttpConnector following, Supplier<? extends ClientHttpConnector> notFollowing, OutgoingCalls calls) {
        this.following = following;
        this.notFollowing = SingletonSupplier.of(() -> made = notFollowing.get());
        this.redirects = calls.redirects();
    }

    @Override
    public Mono<ClientHttpResponse> connect(
            HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> callback) {
        Destination destination = redirects.find(uri);
        return destination == null
                ? following.connect(method, uri, callback)
                : hop(destination, notFollowing.obtain(), method, uri, callback, 0);
    }

    private Mono<ClientHttpResponse> hop(
            Destination destination,
            ClientHttpConnector client,
            HttpMethod method,
            URI uri,
            Function<? super ClientHttpRequest, Mono<Void>> callback,
            int followed) {
        Mono<ClientHttpResponse> answer = client.connect(method, uri, callback);
        if (followed == Redirect.MAX || client == following) {
            return answer;
        }
        return answer.flatMap(response -> {
            Redirect redirect;
            try {
                redirect = redirects.next(
                        destination, method, uri, response.getStatusCode().value(), response.getHeaders());
            } catch (RedirectRefusedException e) {
                return drained(response).then(Mono.error(e));
            }
            if (redirect == null) {
                return Mono.just(response);
            }
            return drained(response)
                    .then(Mono.defer(() -> hop(
                            destination,
                            redirect.foreign() ? following : client,
                            redirect.method(),
                            redirect.uri(),
                            request -> callback.apply(next(request, destination, method, redirect)),
                            followed + 1)));
        });
    }

    private static Mono<Void> drained(ClientHttpResponse response) {
        return response.getBody()
                .doOnNext(DataBufferUtils::release)
                .onErrorComplete()
                .then();
    }

    private ClientHttpRequest next(
            ClientHttpRequest request, Destination destination, HttpMethod before, Redirect redirect) {
        // The callback sets headers and then writes: only just before that all of them are there.
        request.beforeCommit(() -> {
            redirects.strip(request.getHeaders(), destination, before, redirect);
            return Mono.empty();
        });
        return redirect.method() == before ? request : new WithoutBody(request);
    }

    @Override
    public void close() throws IOException {
        if (made instanceof Closeable closeable) {
            closeable.close();
        }
        if (following instanceof Closeable closeable) {
            closeable.close();
        }
    }

    private static final class WithoutBody extends ClientHttpRequestDecorator {

        private WithoutBody(ClientHttpRequest request) {
            super(request);
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            return setComplete();
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return setComplete();
        }
    }
}
