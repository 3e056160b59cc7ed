package io.github.idempotency.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClientResponseException;

/**
 * Makes the attempts of a call by {@code RestClient} or {@code RestTemplate}. The body is serialised once, before; the other
 * interceptors run for each attempt. Waits block the calling thread.
 *
 * <p>Spring Framework's {@code RetryTemplate} does not fit here: it retries exceptions, not answers, and knows neither waits that
 * an answer asks for nor a budget.
 */
public final class RetryingInterceptor implements ClientHttpRequestInterceptor, Ordered {

    private final OutgoingCalls calls;

    public RetryingInterceptor(OutgoingCalls calls) {
        this.calls = calls;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        LogicalCall call = calls.begin(new CallTraits(
                request.getMethod(),
                request.getURI(),
                request.getHeaders(),
                request.getAttributes(),
                () -> request.getURI() + " " + digest(body),
                RetryingInterceptor::isOf));
        if (call == null) {
            return execution.execute(request, body);
        }
        try {
            return attempts(call, request, body, execution);
        } catch (RuntimeException | Error e) { // of another interceptor: the attempt may have been made
            call.leaveToNext();
            throw e;
        }
    }

    private ClientHttpResponse attempts(
            LogicalCall call, HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        while (true) {
            AttemptRequest attempt = new AttemptRequest(request);
            call.begin(attempt.getHeaders());
            Duration wait;
            ClientHttpResponse response = null;
            try {
                response = peeked(execution.execute(attempt, body));
                wait = call.afterAnswer(answer(response));
                if (wait == null) {
                    return ReadResponse.of(response, call);
                }
            } catch (IOException e) {
                close(response);
                wait = call.afterFailure(e);
                if (wait == null) {
                    throw e;
                }
                response = null;
            }
            close(response);
            pause(call, wait);
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOf(Throwable exception, Answer answer) {
        return exception instanceof RestClientResponseException failure
                && failure.getStatusCode().value() == answer.status()
                && answer.hasHeaders(failure.getResponseHeaders());
    }

    private static ClientHttpResponse peeked(ClientHttpResponse response) throws IOException {
        try {
            boolean problem = PeekedResponse.isProblem(response.getStatusCode().value(), response.getHeaders());
            return problem ? PeekedResponse.of(response) : response;
        } catch (IOException | RuntimeException e) {
            response.close();
            throw e;
        }
    }

    private static Answer answer(ClientHttpResponse response) throws IOException {
        String problem = response instanceof PeekedResponse peeked ? peeked.problem() : null;
        return new Answer(response.getStatusCode().value(), response.getHeaders(), problem);
    }

    private static void close(@Nullable ClientHttpResponse response) {
        if (response != null) {
            response.close();
        }
    }

    private void pause(LogicalCall call, Duration wait) throws InterruptedIOException {
        try {
            calls.timing().sleeper().sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.interrupted();
            throw new InterruptedIOException("Interrupted while waiting for the next attempt");
        }
    }
}
