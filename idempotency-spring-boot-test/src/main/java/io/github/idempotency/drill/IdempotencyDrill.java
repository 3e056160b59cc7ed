package io.github.idempotency.drill;

import io.github.idempotency.drill.DrillPlan.ServerFault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Shows whether an endpoint is safe to retry:
 *
 * <pre>{@code
 * IdempotencyDrill.against("http://localhost:8080")
 *         .post("/payments")
 *         .json("{\"accountId\":\"alice\",\"amount\":\"1.00\",\"currency\":\"EUR\"}")
 *         .effects(() -> payments.countByAccount("alice"))
 *         .runAll();
 * }</pre>
 *
 * <p>The drills make real requests, each with a key of its own: use an account, a tenant or a database that stands the effects.
 * They know the protocol, not the server: header names, spelling of keys and statuses can be set. Not for several threads.
 */
public final class IdempotencyDrill {

    /** The header by which each request of a drill says so, with the value {@code drill}: a server may count it by itself. */
    public static final String SYNTHETIC_HEADER = "Idempotency-Synthetic";

    private final DrillPlan plan;

    private IdempotencyDrill(DrillTarget target) {
        this.plan = new DrillPlan(target);
    }

    /**
     * Drills over HTTP. Answers are lost in a proxy on the loopback address, so the server sees that as its {@code Host}. Over
     * HTTPS they are ignored instead.
     *
     * @param baseUrl scheme, host, port and context path
     * @throws IllegalArgumentException if that is no URL
     */
    public static IdempotencyDrill against(String baseUrl) {
        return new IdempotencyDrill(new HttpTarget(URI.create(baseUrl)));
    }

    /** Drills against something else than a URL, such as {@code MockMvcTarget}. */
    public static IdempotencyDrill against(DrillTarget target) {
        return new IdempotencyDrill(target);
    }

    /** Sends POST requests to a path. */
    public IdempotencyDrill post(String path) {
        return request("POST", path);
    }

    /** Sends requests of any method to a path. */
    public IdempotencyDrill request(String method, String path) {
        plan.method = method;
        plan.path = path;
        return this;
    }

    /** Sends JSON. */
    public IdempotencyDrill json(String body) {
        return body("application/json", () -> body);
    }

    /** Sends a form, encoded already. */
    public IdempotencyDrill form(String body) {
        return body("application/x-www-form-urlencoded", () -> body);
    }

    /** Sends a body that is asked for once for each key. */
    public IdempotencyDrill body(String contentType, Supplier<String> body) {
        plan.headers.put("Content-Type", contentType);
        plan.body = body;
        return this;
    }

    /** Adds a header to every request, such as a token. */
    public IdempotencyDrill header(String name, String value) {
        plan.headers.put(name, value);
        return this;
    }

    /** Sends the drills as if they were requests of clients, without the header {@value #SYNTHETIC_HEADER}. */
    public IdempotencyDrill untagged() {
        plan.headers.remove(SYNTHETIC_HEADER);
        return this;
    }

    /**
     * Counts how often the endpoint took effect, of which the drills compare differences. Nobody else may add to it meanwhile.
     * Without it the drills can only compare answers.
     */
    public IdempotencyDrill effects(IntSupplier count) {
        plan.effects = count;
        return this;
    }

    /** Counts the effects at the next service, or at a stub of it; {@link Drill#DOWNSTREAM_DEDUPLICATION} is skipped without. */
    public IdempotencyDrill downstream(IntSupplier count) {
        plan.downstream = count;
        return this;
    }

    /** A header with which the first request fails after the next service took effect; it must not enter the fingerprint. */
    public IdempotencyDrill downstreamFault(String header, String value) {
        plan.downstreamFault = new ServerFault("downstream fault", header, value);
        plan.downstreamOutage = null;
        return this;
    }

    /** Makes the next service take effect without answering, during the first request. */
    public IdempotencyDrill downstreamFault(Outage outage) {
        plan.downstreamOutage = outage;
        plan.downstreamFault = null;
        return this;
    }

    /** Takes the server's store away; {@link Drill#STORE_OUTAGE} is skipped without. */
    public IdempotencyDrill storeOutage(Outage outage) {
        plan.storeOutage = outage;
        return this;
    }

    /** Expects requests to be carried out while the store is away; without this they have to be refused with 503. */
    public IdempotencyDrill failsOpen() {
        plan.failsOpen = true;
        return this;
    }

    /** Makes another payload of one; JSON objects and forms get another member by default. */
    public IdempotencyDrill modifiedBy(UnaryOperator<String> modification) {
        plan.modification = modification;
        return this;
    }

    /** The name of the key's header; {@code Idempotency-Key} by default. */
    public IdempotencyDrill keyHeader(String name) {
        plan.keyHeader = name;
        return this;
    }

    /** Sends keys as quoted strings (RFC 9651); they are sent bare by default. */
    public IdempotencyDrill quotedKeys() {
        plan.quotedKeys = true;
        return this;
    }

    /** The status of the answer to a key that comes with another payload; 409 by default, 422 in the IETF draft. */
    public IdempotencyDrill keyReusedStatus(int status) {
        plan.keyReusedStatus = status;
        return this;
    }

    /** The header that is {@code true} on replays; {@code Idempotent-Replayed} by default. */
    public IdempotencyDrill replayMarker(String header) {
        plan.replayMarker = header;
        return this;
    }

    /** Expects no marker on replays. */
    public IdempotencyDrill withoutReplayMarker() {
        plan.replayMarker = null;
        return this;
    }

    /** Response headers that may differ in a replay, besides those of transport, caching, CORS, tracing and rate limits. */
    public IdempotencyDrill ignoringHeaders(String... names) {
        plan.volatileHeaders.addAll(List.of(names));
        return this;
    }

    /** How many threads send duplicates at once, at least 2; 8 by default. */
    public IdempotencyDrill threads(int threads) {
        plan.threads = Math.max(2, threads);
        return this;
    }

    /** How long to retry what asks for it, such as 409 {@code in-progress}; 15 s by default. */
    public IdempotencyDrill patience(Duration patience) {
        plan.patience = patience;
        return this;
    }

    /** The clients to rehearse lost answers with; {@link ClientProfile#MOBILE_SDK} by default. */
    public IdempotencyDrill clients(ClientProfile... clients) {
        plan.clients = List.of(clients);
        return this;
    }

    /** Rehearses one more lost answer: a failure that the server brings about itself if a header asks for it. */
    public IdempotencyDrill serverFault(String title, String header, String value) {
        plan.serverFaults.add(new ServerFault(title, header, value));
        return this;
    }

    /**
     * Runs all drills, and fails if one of them does.
     *
     * @throws DrillFailedError with the message of each drill that failed
     */
    public DrillReport runAll() {
        DrillReport report = report();
        if (!report.passed()) {
            StringBuilder message = new StringBuilder(report.table());
            report.failures().forEach(failure -> message.append('\n').append(failure.message()));
            throw new DrillFailedError(message.toString());
        }
        return report;
    }

    /** Runs all drills and tells what they came to; throws nothing. */
    public DrillReport report() {
        return new DrillReport(endpoint(), cases().stream().map(DrillCase::run).toList());
    }

    /** The drills one by one, to be run in this order. */
    public List<DrillCase> cases() {
        return DrillCase.of(plan);
    }

    private String endpoint() {
        return plan.method + " " + plan.path;
    }
}
