package io.github.idempotency.drill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Real HTTP by the client of the JDK, which repeats no request that writes by itself. */
final class HttpTarget implements DrillTarget {

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    private final URI base;
    private final HttpClient client = newClient();

    HttpTarget(URI base) {
        if (base.getHost() == null || base.getScheme() == null) {
            throw new IllegalArgumentException("Not a base URL such as http://localhost:8080: " + base);
        }
        this.base = base;
    }

    @Override
    public DrillResponse send(DrillRequest request) throws IOException, InterruptedException {
        return response(client.send(request(base, request), BodyHandlers.ofByteArray()));
    }

    @Override
    public DrillResponse sendOnNewConnection(DrillRequest request) throws IOException, InterruptedException {
        return response(newClient().send(request(base, request), BodyHandlers.ofByteArray()));
    }

    @Override
    public int sendAndLose(DrillRequest request, LostResponse how) throws IOException, InterruptedException {
        if (!"http".equals(base.getScheme())) {
            // No proxy can look into TLS: the answer arrives and is ignored.
            return send(request).status();
        }
        int port = base.getPort() < 0 ? 80 : base.getPort();
        try (LossyProxy proxy = new LossyProxy(base.getHost(), port, how)) {
            URI through = URI.create("http://localhost:" + proxy.port() + base.getRawPath());
            CompletableFuture<HttpResponse<byte[]>> call =
                    client.sendAsync(request(through, request), BodyHandlers.ofByteArray());
            int status = proxy.awaitAnswer(LONGEST_ANSWER);
            if (how == LostResponse.TIMEOUT) {
                call.cancel(true);
            } else {
                awaitLoss(call);
            }
            return status;
        }
    }

    @Override
    public String describe() {
        return base.toString();
    }

    private static void awaitLoss(CompletableFuture<HttpResponse<byte[]>> call)
            throws IOException, InterruptedException {
        try {
            call.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException lost) {
            // that was the aim
        } catch (TimeoutException stuck) {
            throw new IOException("The client still waits for an answer that was lost", stuck);
        }
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static HttpRequest request(URI base, DrillRequest request) {
        String prefix = base.toString().replaceAll("/+$", "");
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(prefix + request.path()))
                .timeout(LONGEST_ANSWER)
                .method(request.method(), BodyPublishers.ofByteArray(request.bytes()));
        request.headers().forEach(builder::header);
        return builder.build();
    }

    private static DrillResponse response(HttpResponse<byte[]> response) {
        return new DrillResponse(response.statusCode(), response.headers().map(), response.body());
    }
}
