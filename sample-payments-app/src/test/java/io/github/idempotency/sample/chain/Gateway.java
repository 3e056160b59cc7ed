package io.github.idempotency.sample.chain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway that knows nothing of keys: it forwards a request with its headers, and twice more if that comes to nothing. */
final class Gateway implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private static final Set<Integer> RETRIED = Set.of(502, 503, 504);

    private static final List<String> REQUEST_HEADERS = List.of("Content-Type", "Idempotency-Key");

    private static final List<String> RESPONSE_HEADERS =
            List.of("Content-Type", "Location", "Idempotent-Replayed", "Retry-After");

    private final HttpServer server;

    private final HttpClient http;

    private final int target;

    private final AtomicInteger attempts = new AtomicInteger();

    private final AtomicInteger retries = new AtomicInteger();

    Gateway(int target, ExecutorService threads) throws IOException {
        this.target = target;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::forward);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    int attempts() {
        return attempts.get();
    }

    int retries() {
        return retries.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<byte[]> answer = send(request(exchange));
            if (answer == null) {
                exchange.sendResponseHeaders(504, -1);
                return;
            }
            for (String name : RESPONSE_HEADERS) {
                answer.headers()
                        .firstValue(name)
                        .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
            }
            byte[] body = answer.body();
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + target + exchange.getRequestURI()))
                .timeout(ChainSettings.GATEWAY_PATIENCE)
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (String name : REQUEST_HEADERS) {
            request.header(name, exchange.getRequestHeaders().getFirst(name));
        }
        return request.build();
    }

    /** The last answer; null if the last attempt had none. */
    private HttpResponse<byte[]> send(HttpRequest request) {
        HttpResponse<byte[]> answer = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            attempts.incrementAndGet();
            if (attempt > 1) {
                retries.incrementAndGet();
            }
            try {
                answer = http.send(request, BodyHandlers.ofByteArray());
                if (!RETRIED.contains(answer.statusCode())) {
                    return answer;
                }
            } catch (IOException failed) {
                answer = null;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return answer;
    }
}
