package io.github.idempotency.sample.torture;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Sends attempts. An attempt goes on when its sender stops waiting for it: a late answer is an answer too. */
final class Client {

    /** Longer than an instance is frozen, so that what a zombie answers is heard. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http;

    private final ExecutorService threads;

    Client(ExecutorService threads) {
        this.threads = threads;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .executor(threads)
                .build();
    }

    /** Sends an attempt and enters it into the operation's history when it ends. */
    CompletableFuture<Attempt> send(Operation operation, Instance instance, String wish) {
        operation.begin();
        Instant sent = Instant.now();
        CompletableFuture<Answer> answer = wish.equals(Wish.DROP)
                ? CompletableFuture.supplyAsync(() -> dropInTheMiddle(operation, instance), threads)
                : http.sendAsync(request(operation, instance, wish), BodyHandlers.ofByteArray())
                        .thenApply(Answer::of);
        return answer.handle((received, failure) -> {
            Attempt attempt = new Attempt(
                    instance.name, sent, Instant.now(), wish, received, failure == null ? "" : reason(failure));
            operation.end(attempt);
            return attempt;
        });
    }

    private static HttpRequest request(Operation operation, Instance instance, String wish) {
        HttpRequest.Builder request = HttpRequest.newBuilder(instance.uri(operation.path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", operation.key)
                .POST(BodyPublishers.ofString(operation.body));
        if (!wish.isEmpty()) {
            request.header("X-Simulate", wish);
        }
        return request.build();
    }

    private static Answer dropInTheMiddle(Operation operation, Instance instance) {
        URI uri = instance.uri(operation.path);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(("POST " + operation.path
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Idempotency-Key: " + operation.key + "\r\nContent-Length: "
                                    + operation.body.length() + "\r\n\r\n" + operation.body)
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream response = socket.getInputStream();
            int received = response.readNBytes(1 + operation.number % 40).length;
            throw new IllegalStateException("dropped by the client after " + received + " bytes");
        } catch (IOException exception) {
            throw new IllegalStateException(exception.toString(), exception);
        }
    }

    private static String reason(Throwable failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        return reason.toString();
    }
}
