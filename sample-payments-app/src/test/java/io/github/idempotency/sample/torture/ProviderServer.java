package io.github.idempotency.sample.torture;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The payment provider, with the API of the sample's simulator. It survives whatever happens to instances and database. */
final class ProviderServer implements AutoCloseable {

    private static final String CHARGES = "/provider/charges";

    private final HttpServer server;

    private final Duration longerThanTheSampleWaits;

    private final Map<String, Charge> charges = new ConcurrentHashMap<>();

    private final AtomicInteger chargeRequests = new AtomicInteger();

    ProviderServer(Duration longerThanTheSampleWaits, ExecutorService threads) throws IOException {
        this.longerThanTheSampleWaits = longerThanTheSampleWaits;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext(CHARGES, this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The charges that were made. */
    List<Charge> charges() {
        return List.copyOf(charges.values());
    }

    /** How often a charge was asked for, made or not. */
    int chargeRequests() {
        return chargeRequests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Charge charge = path.equals(CHARGES) ? charge(exchange) : giveBack(path.split("/")[3]);
            byte[] body = charge.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Charge charge(HttpExchange exchange) throws IOException {
        chargeRequests.incrementAndGet();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Charge fresh =
                new Charge(UUID.randomUUID(), member(body, "reference"), new BigDecimal(member(body, "amount")), false);
        Charge earlier = charges.putIfAbsent(key, fresh);
        if (earlier == null && exchange.getRequestHeaders().containsKey("X-Simulate")) {
            Pause.of(longerThanTheSampleWaits);
        }
        return earlier == null ? fresh : earlier;
    }

    private Charge giveBack(String id) {
        charges.replaceAll((key, charge) -> charge.id().toString().equals(id)
                ? new Charge(charge.id(), charge.reference(), charge.amount(), true)
                : charge);
        return charges.values().stream()
                .filter(charge -> charge.id().toString().equals(id))
                .findAny()
                .orElseThrow();
    }

    private static String member(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException("No " + name + " in " + json);
        }
        return matcher.group(1);
    }

    /** A charge that was made. */
    record Charge(UUID id, String reference, BigDecimal amount, boolean voided) {

        String json() {
            return "{\"id\":\"%s\",\"reference\":\"%s\",\"voided\":%s}".formatted(id, reference, voided);
        }
    }
}
