package io.github.idempotency.sample.chain;

import io.github.idempotency.sample.torture.Answer;
import io.github.idempotency.sample.torture.Pause;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/** A client that follows the contract: one key for each payment, tried again with growing pauses until an answer is definite. */
final class ChainClient {

    /** With a sixth of the attempts failing, nobody who is served at all comes near to it. */
    private static final int ATTEMPTS = 60;

    private static final int PAUSE_BASE = 50;

    private static final int PAUSE_CAP = 1000;

    private final HttpClient http;

    ChainClient(ExecutorService threads) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build();
    }

    void pay(LogicalPayment payment, int port) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            long retryAfter = 0;
            try {
                HttpResponse<byte[]> response = send(payment, port);
                if (enter(payment, response).isDefinite()) {
                    return;
                }
                retryAfter = response.headers().firstValueAsLong("Retry-After").orElse(0) * 1000;
            } catch (IOException failed) {
                payment.history.add(failed.toString());
            }
            int ceiling = Math.min(PAUSE_CAP, PAUSE_BASE << Math.min(attempt - 1, 10));
            Pause.ofMillis(retryAfter + ThreadLocalRandom.current().nextInt(ceiling));
        }
    }

    /** Asks once more for a payment that is done with. */
    void ask(LogicalPayment payment, int port) {
        try {
            enter(payment, send(payment, port));
        } catch (IOException failed) {
            payment.history.add("asked again: " + failed);
        }
    }

    private static Answer enter(LogicalPayment payment, HttpResponse<byte[]> response) {
        Answer answer = Answer.of(response);
        payment.answers.add(answer);
        payment.history.add(answer.toString());
        return answer;
    }

    private HttpResponse<byte[]> send(LogicalPayment payment, int port) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/payments"))
                .timeout(ChainSettings.CLIENT_PATIENCE)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", payment.key)
                .POST(BodyPublishers.ofString(payment.body()))
                .build();
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }
}
