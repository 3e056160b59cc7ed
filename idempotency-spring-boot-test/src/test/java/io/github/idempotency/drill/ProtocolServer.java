package io.github.idempotency.drill;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of another make that keeps the protocol, but for its defects. */
final class ProtocolServer implements Outage, AutoCloseable {

    static {
        // Without it each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    static final String FAULT = "X-Fault";

    final AtomicInteger effects = new AtomicInteger();

    /** Keys that the service behind this one has seen. */
    final Set<String> downstreamKeys = ConcurrentHashMap.newKeySet();

    /** What requests said of being synthetic. */
    final Set<String> synthetic = ConcurrentHashMap.newKeySet();

    private final Set<Defect> defects;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CyclicBarrier pairs = new CyclicBarrier(2);
    private final HttpServer server;
    private volatile boolean storeAway;

    /** Whether it answers duplicates from memory while its store is away. */
    volatile boolean cached;

    ProtocolServer(Defect... defects) throws IOException {
        this.defects = EnumSet.noneOf(Defect.class);
        this.defects.addAll(List.of(defects));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private static final class Entry {

        final String payload;
        volatile String location;

        Entry(String payload) {
            this.payload = payload;
        }
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    IdempotencyDrill drill() {
        return IdempotencyDrill.against(url())
                .post("/orders")
                .json("{\"item\":\"book\"}")
                .effects(effects::get)
                .downstream(downstreamKeys::size)
                .downstreamFault(FAULT, "after-downstream")
                .storeOutage(this)
                .threads(4);
    }

    @Override
    public void begin() {
        storeAway = true;
        if (defects.contains(Defect.FORGETS_AFTER_AN_OUTAGE)) {
            entries.clear();
        }
    }

    @Override
    public void end() {
        storeAway = false;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String payload = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String tag = exchange.getRequestHeaders().getFirst("Idempotency-Synthetic");
        synthetic.add(tag == null ? "none" : tag);
        Entry known = entries.get(key);
        if (storeAway && cached && known != null && known.location != null) {
            respond(exchange, known.location, true);
            return;
        }
        if (storeAway && !defects.contains(Defect.GUESSES_WITHOUT_STORE)) {
            problem(exchange, 503, "store-unavailable");
            return;
        }
        if (storeAway || defects.contains(Defect.RUNS_AGAIN)) {
            respond(exchange, run(), false);
            return;
        }
        String fault = exchange.getRequestHeaders().getFirst(FAULT);
        if (fault != null && !fault.equals("after-downstream")) {
            problem(exchange, 400, "unknown-fault");
            return;
        }
        Entry mine = new Entry(payload);
        Entry found = claim(key, mine);
        if (found == null) {
            first(exchange, key, mine);
        } else if (!found.payload.equals(payload) && !defects.contains(Defect.IGNORES_THE_PAYLOAD)) {
            problem(exchange, 409, "key-reused");
        } else if (found.location == null) {
            problem(exchange, 409, "in-progress");
        } else {
            respond(exchange, found.location, true);
        }
    }

    /** Two at a time pass the check of a server that checks, then acts. */
    private Entry claim(String key, Entry mine) {
        if (!defects.contains(Defect.CHECKS_THEN_ACTS)) {
            return entries.putIfAbsent(key, mine);
        }
        Entry found = entries.get(key);
        if (found == null) {
            try {
                pairs.await(200, TimeUnit.MILLISECONDS);
            } catch (Exception alone) {
                pairs.reset();
            }
            entries.put(key, mine);
        }
        return found;
    }

    private void first(HttpExchange exchange, String key, Entry mine) throws IOException {
        downstreamKeys.add(
                defects.contains(Defect.NEW_DOWNSTREAM_KEY_EACH_TIME)
                        ? UUID.randomUUID().toString()
                        : key);
        if (exchange.getRequestHeaders().containsKey(FAULT)) {
            entries.remove(key);
            problem(exchange, 504, "downstream-timeout");
            return;
        }
        String location = run();
        mine.location = location;
        if (defects.contains(Defect.FORGETS_WHAT_NOBODY_RECEIVED) && comesByAProxy(exchange)) {
            entries.remove(key);
        }
        respond(exchange, location, false);
    }

    /** The kit's proxy loses what is sent: a stand-in for noticing that the client is gone. */
    private boolean comesByAProxy(HttpExchange exchange) {
        return !url().endsWith(exchange.getRequestHeaders().getFirst("Host"));
    }

    private String run() {
        effects.incrementAndGet();
        return "/orders/" + UUID.randomUUID();
    }

    private void respond(HttpExchange exchange, String location, boolean replay) throws IOException {
        if (!replay || !defects.contains(Defect.DROPS_HEADERS)) {
            exchange.getResponseHeaders().set("Location", location);
        }
        if (replay) {
            exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
        }
        boolean rewritten = replay && defects.contains(Defect.REWRITES_THE_BODY);
        send(exchange, 201, "application/json", "{\"order\":" + (rewritten ? " " : "") + "\"" + location + "\"}");
    }

    private static void problem(HttpExchange exchange, int status, String code) throws IOException {
        send(exchange, status, "application/problem+json", "{\"code\":\"" + code + "\"}");
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
