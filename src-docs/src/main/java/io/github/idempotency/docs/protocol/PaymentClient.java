package io.github.idempotency.docs.protocol;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

final class PaymentClient {

    private PaymentClient() {}

    // tag::pay[]
    static HttpResponse<String> pay(HttpClient http, URI payments, String body)
            throws IOException, InterruptedException {
        String key = UUID.randomUUID().toString();
        for (int attempt = 1; ; attempt++) {
            HttpRequest request = HttpRequest.newBuilder(payments)
                    .timeout(Duration.ofSeconds(5))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .header("Idempotency-Attempt", attempt + "/3")
                    .POST(BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                boolean replayed =
                        response.headers().firstValue("Idempotent-Replayed").isPresent();
                boolean retryable = Set.of(425, 429, 502, 503, 504).contains(response.statusCode())
                        || response.statusCode() == 409 && response.body().contains("\"retryable\":true");
                if (replayed || !retryable || attempt == 3) {
                    return response;
                }
            } catch (IOException noAnswer) { // no connection, reset, time-out: the request may have been carried out
                if (attempt == 3) {
                    throw noAnswer;
                }
            }
            Thread.sleep(ThreadLocalRandom.current().nextLong(100L << (attempt - 1)));
        }
    }
    // end::pay[]
}
