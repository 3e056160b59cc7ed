package io.github.idempotency.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the attempts of a call by {@code WebClient}, without blocking. A call is subscribed to once and its key chosen in the
 * thread that subscribes; its body is written anew for each attempt and has to come out the same.
 */
public final class RetryingFilter implements ExchangeFilterFunction {

    private final OutgoingCalls calls;

    public RetryingFilter(OutgoingCalls calls) {
        this.calls = calls;
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.defer(() -> {
            // What a body inserter writes is not known before; one that is subscribed to again is the same.
            LogicalCall call = calls.begin(new CallTraits(
                    request.method(),
                    request.url(),
                    request.headers(),
                    request.attributes(),
                    () -> List.of(request.url(), request.body()),
                    RetryingFilter::isOf));
            return call == null
                    ? next.exchange(request)
                    : attempt(call, request, next)
                            .map(response -> read(call, response))
                            .doOnCancel(call::leaveToNext);
        });
    }

    private static boolean isOf(Throwable exception, Answer answer) {
        return exception instanceof WebClientResponseException failure
                && failure.getStatusCode().value() == answer.status()
                && answer.hasHeaders(failure.getHeaders());
    }

    /** The answer is lost if it breaks off while its body is read, whatever its status was. */
    private static ClientResponse read(LogicalCall call, ClientResponse response) {
        return call.isTold()
                ? response.mutate()
                        .body(body -> body.doOnError(failure -> call.leaveToNext()))
                        .build()
                : response;
    }

    private static Mono<ClientResponse> attempt(LogicalCall call, ClientRequest request, ExchangeFunction next) {
        ClientRequest attempt = ClientRequest.from(request).headers(call::begin).build();
        // Failures become values, so that an attempt does not judge those of the attempts after it.
        return next.exchange(attempt)
                .flatMap(RetryingFilter::peeked)
                .map(answered -> judged(call, request, next, answered))
                .onErrorResume(failure -> Mono.just(failed(call, request, next, failure)))
                .flatMap(proceeding -> proceeding);
    }

    private static Mono<ClientResponse> judged(
            LogicalCall call, ClientRequest request, ExchangeFunction next, Answered answered) {
        ClientResponse response = answered.response();
        Duration wait = call.afterAnswer(
                new Answer(response.statusCode().value(), response.headers().asHttpHeaders(), answered.problem()));
        return wait == null
                ? Mono.just(response)
                : response.releaseBody().onErrorComplete().then(later(wait, call, request, next));
    }

    private static Mono<ClientResponse> failed(
            LogicalCall call, ClientRequest request, ExchangeFunction next, Throwable failure) {
        Duration wait = call.afterFailure(failure);
        return wait == null ? Mono.error(failure) : later(wait, call, request, next);
    }

    private static Mono<ClientResponse> later(
            Duration wait, LogicalCall call, ClientRequest request, ExchangeFunction next) {
        return Mono.delay(wait).then(Mono.defer(() -> attempt(call, request, next)));
    }

    /** Only problem details of a known, small length are looked at: what was read has to fit into memory. */
    private static Mono<Answered> peeked(ClientResponse response) {
        HttpHeaders headers = response.headers().asHttpHeaders();
        long length = headers.getContentLength();
        if (!PeekedResponse.isProblem(response.statusCode().value(), headers)
                || length < 0
                || length > PeekedResponse.LIMIT) {
            return Mono.just(new Answered(response, null));
        }
        return response.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .map(body -> new Answered(
                        response.mutate()
                                .body(read -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)))
                                .build(),
                        new String(body, StandardCharsets.UTF_8)));
    }

    private record Answered(
            ClientResponse response, @Nullable String problem) {}
}
