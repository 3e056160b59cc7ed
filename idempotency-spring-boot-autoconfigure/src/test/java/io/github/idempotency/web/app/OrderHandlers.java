package io.github.idempotency.web.app;

import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.InFlight;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.OnError;
import io.github.idempotency.PayloadHash;
import io.github.idempotency.RiskClass;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

@RestController
public class OrderHandlers {

    public static final AtomicInteger RUNS = new AtomicInteger();

    /** Runs of {@code /execution} alone, which nothing that a test before left behind can add to. */
    public static final AtomicInteger EXECUTIONS = new AtomicInteger();

    /** Handlers of {@code /slow} wait for it. */
    public static volatile CountDownLatch gate = new CountDownLatch(0);

    public static volatile CountDownLatch entered = new CountDownLatch(1);

    record Order(@Positive int quantity) {}

    private static ResponseEntity<String> created(String text) {
        return ResponseEntity.created(URI.create("/orders/" + RUNS.incrementAndGet()))
                .body(text);
    }

    @PostMapping("/orders")
    @Idempotent("create-order")
    ResponseEntity<String> order(@RequestBody String body) {
        return created("order " + body);
    }

    @PostMapping("/orders/{id}/items")
    @Idempotent
    ResponseEntity<String> item(@PathVariable String id) {
        return created("item of " + id);
    }

    @PostMapping("/canonical")
    @Idempotent(payloadHash = PayloadHash.CANONICAL_JSON)
    ResponseEntity<String> canonical(@RequestBody String body) {
        return created("canonical");
    }

    @PostMapping("/optional")
    @Idempotent(risk = RiskClass.MEDIUM)
    ResponseEntity<String> optional(IdempotentExecution execution) {
        return created(execution.isProtected() + " " + execution.tenant() + " " + execution.operation());
    }

    @PostMapping("/low")
    @Idempotent(risk = RiskClass.LOW)
    ResponseEntity<String> low() {
        return created("low");
    }

    @PostMapping("/execution")
    @Idempotent("with-execution")
    Map<String, Object> execution(IdempotentExecution execution) {
        RUNS.incrementAndGet();
        EXECUTIONS.incrementAndGet();
        return Map.of(
                "key", execution.key(),
                "fence", execution.fence(),
                "protected", execution.isProtected(),
                "charge", execution.derivedKey("charge"),
                "refund", execution.derivedKey("refund"));
    }

    @PostMapping("/slow")
    @Idempotent("slow")
    ResponseEntity<String> slow(@RequestBody String body) throws InterruptedException {
        entered.countDown();
        gate.await(20, TimeUnit.SECONDS);
        return created("slow");
    }

    @PostMapping("/waiting")
    @Idempotent(value = "waiting", inFlight = InFlight.WAIT, waitTimeout = "10s")
    ResponseEntity<String> waiting() throws InterruptedException {
        entered.countDown();
        gate.await(20, TimeUnit.SECONDS);
        return created("waited");
    }

    @PostMapping("/short-lease")
    @Idempotent(value = "short-lease", lease = "1s")
    ResponseEntity<String> shortLease() throws InterruptedException {
        int run = RUNS.incrementAndGet();
        entered.countDown();
        gate.await(20, TimeUnit.SECONDS);
        return ResponseEntity.ok("run " + run);
    }

    @PostMapping("/short-lease-uncertain")
    @Idempotent(value = "short-lease-uncertain", lease = "1s", onAbandoned = OnAbandoned.UNCERTAIN)
    ResponseEntity<String> shortLeaseUncertain() throws InterruptedException {
        entered.countDown();
        gate.await(20, TimeUnit.SECONDS);
        return created("uncertain");
    }

    @PostMapping("/status")
    @Idempotent("status")
    ResponseEntity<String> status(@RequestParam int code) {
        return ResponseEntity.status(code).body("run " + RUNS.incrementAndGet());
    }

    @PostMapping("/keep-errors")
    @Idempotent(value = "keep-errors", onError = OnError.KEEP)
    ResponseEntity<String> keepErrors(@RequestParam(defaultValue = "false") boolean fail) {
        int run = RUNS.incrementAndGet();
        if (fail) {
            throw new IllegalStateException("run " + run);
        }
        return ResponseEntity.status(502).body("run " + run);
    }

    @PostMapping("/uncertain-errors")
    @Idempotent(value = "uncertain-errors", onError = OnError.UNCERTAIN)
    ResponseEntity<String> uncertainErrors() {
        RUNS.incrementAndGet();
        throw new IllegalStateException("who knows");
    }

    @PostMapping("/throws")
    @Idempotent("throws")
    String fails() {
        RUNS.incrementAndGet();
        throw new IllegalStateException("a defect");
    }

    @PostMapping("/validated")
    @Idempotent("validated")
    ResponseEntity<String> validated(@Valid @RequestBody Order order) {
        return created("valid");
    }

    @PostMapping("/parameter")
    @Idempotent("parameter")
    ResponseEntity<String> parameter(@RequestParam int number) {
        return created("number " + number);
    }

    @PostMapping("/throws-what-validation-throws")
    @Idempotent("throws-what-validation-throws")
    String own() {
        RUNS.incrementAndGet();
        throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "decided by the handler");
    }

    @PostMapping("/form")
    @Idempotent("form")
    ResponseEntity<String> form(@RequestParam MultiValueMap<String, String> form) {
        return created("form " + form);
    }

    @PostMapping("/form-body")
    @Idempotent("form-body")
    ResponseEntity<String> formBody(HttpServletRequest request) throws IOException {
        return created(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @PostMapping("/reader")
    @Idempotent("reader")
    ResponseEntity<String> reader(HttpServletRequest request) throws IOException {
        return created(request.getReader().lines().collect(Collectors.joining("|")));
    }

    @PostMapping("/upload")
    @Idempotent("upload")
    ResponseEntity<String> upload(@RequestParam String title, @RequestParam MultipartFile file) throws IOException {
        return created(title + " " + file.getOriginalFilename() + " " + file.getBytes().length);
    }

    @PostMapping("/small")
    @Idempotent(value = "small", maxRequestSize = "16B")
    ResponseEntity<String> small(@RequestBody String body) {
        return created(body);
    }

    @PostMapping("/timeout")
    @Idempotent("timeout")
    DeferredResult<String> timeout() {
        RUNS.incrementAndGet();
        return new DeferredResult<>(200L);
    }

    @PostMapping("/cross-origin")
    @Idempotent("cross-origin")
    @CrossOrigin(
            origins = "https://shop.example",
            exposedHeaders = {"X-Own", "Location"})
    ResponseEntity<String> crossOrigin() {
        return created("cross origin");
    }

    @PostMapping("/few-headers")
    @Idempotent(
            value = "few-headers",
            storedHeaders = {"X-Order-*", "etag", "Set-Cookie"})
    ResponseEntity<String> fewHeaders() {
        return ResponseEntity.created(URI.create("/orders/" + RUNS.incrementAndGet()))
                .eTag("v1")
                .header("X-Order-Id", "1", "2")
                .header("X-Debug", "on")
                .header("Set-Cookie", "a=b")
                .header("Content-Language", "de")
                .header("Content-Encoding", "x-own")
                .contentType(MediaType.APPLICATION_XML)
                .body("<order/>");
    }

    @PostMapping("/short-result")
    @Idempotent(value = "short-result", lease = "1s", retention = "1h", resultRetention = "1s")
    ResponseEntity<String> shortResult() {
        return created("short");
    }

    @PostMapping("/short-key")
    @Idempotent(value = "short-key", lease = "1s", retention = "1s", resultRetention = "1s")
    ResponseEntity<String> shortKey() {
        return created("short");
    }

    @PostMapping("/unannotated")
    ResponseEntity<String> unannotated(HttpServletRequest request, HttpServletResponse response) {
        return created(
                request.getClass().getSimpleName() + " " + response.getClass().getSimpleName());
    }
}
