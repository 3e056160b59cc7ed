package io.github.idempotency.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.view.RedirectView;

/** Handlers of every shape, mapped twice: as they are, and by a subclass that makes each idempotent. */
abstract class ShapeHandlers {

    static final AtomicInteger RUNS = new AtomicInteger();

    private static final Executor ELSEWHERE = task -> new Thread(task).start();

    static final class Refused extends RuntimeException {}

    private static void run() {
        RUNS.incrementAndGet();
    }

    @PostMapping("string")
    @ResponseBody
    String string() {
        run();
        return "plain text";
    }

    @PostMapping("entity")
    ResponseEntity<Map<String, String>> entity(@RequestBody Map<String, Object> body) {
        run();
        return ResponseEntity.created(URI.create("/things/1"))
                .eTag("v1")
                .cacheControl(CacheControl.noCache())
                .header("Link", "</a>; rel=prev", "</b>; rel=next")
                .header("Set-Cookie", "session=1")
                .header("X-Custom", "kept")
                .body(Map.of("id", "1"));
    }

    @PostMapping("void-writer")
    void voidWriter(HttpServletResponse response) throws IOException {
        run();
        response.setContentType("text/plain;charset=ISO-8859-1");
        response.getWriter().print("gr\u00fc\u00dfe");
    }

    @PostMapping("void-writer-default-charset")
    void voidWriterDefaultCharset(HttpServletResponse response) throws IOException {
        run();
        response.setContentType("text/plain");
        response.getWriter().print("hello");
        response.getWriter().close();
    }

    @PostMapping("void-stream")
    void voidStream(HttpServletResponse response) throws IOException {
        run();
        response.setStatus(203);
        response.setContentType("application/octet-stream");
        response.setContentLength(3);
        response.getOutputStream().write(new byte[] {0, (byte) 0xff, 7});
    }

    @PostMapping("flushed")
    void flushed(HttpServletResponse response) throws IOException {
        run();
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print("first");
        response.flushBuffer();
        response.getWriter().print(" second");
        response.getWriter().flush();
    }

    @PostMapping("response-status")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void responseStatus() {
        run();
    }

    @PostMapping("no-content")
    ResponseEntity<Void> noContent() {
        run();
        return ResponseEntity.noContent().build();
    }

    @PostMapping("empty-body")
    ResponseEntity<String> emptyBody() {
        run();
        return ResponseEntity.ok("");
    }

    @PostMapping("binary")
    ResponseEntity<byte[]> binary() {
        run();
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header("Content-Disposition", "attachment; filename=\"a.pdf\"")
                .body(bytes);
    }

    @PostMapping("see-other")
    ResponseEntity<Void> seeOther() {
        run();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/things/1"))
                .build();
    }

    @PostMapping("redirect-view")
    RedirectView redirectView() {
        run();
        return new RedirectView("/things/2");
    }

    @PostMapping("redirect-name")
    String redirectName() {
        run();
        return "redirect:/things/3";
    }

    @PostMapping("send-redirect")
    void sendRedirect(HttpServletResponse response) throws IOException {
        run();
        response.sendRedirect("/things/4");
    }

    @PostMapping("exception-handler")
    String exceptionHandler() {
        run();
        throw new Refused();
    }

    @ExceptionHandler(Refused.class)
    ResponseEntity<Map<String, String>> refused() {
        return ResponseEntity.status(422).header("X-Reason", "refused").body(Map.of("reason", "refused"));
    }

    @PostMapping("problem-detail")
    @ResponseBody
    ProblemDetail problemDetail() {
        run();
        return ProblemDetail.forStatusAndDetail(HttpStatus.PAYMENT_REQUIRED, "no money");
    }

    @PostMapping("send-error")
    void sendError(HttpServletResponse response) throws IOException {
        run();
        response.sendError(410, "gone");
    }

    @PostMapping("status-exception")
    String statusException() {
        run();
        throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such thing");
    }

    @PostMapping("future")
    @ResponseBody
    CompletableFuture<String> future() {
        run();
        return CompletableFuture.supplyAsync(() -> "from the future", ELSEWHERE);
    }

    @PostMapping("future-entity")
    CompletableFuture<ResponseEntity<Map<String, String>>> futureEntity() {
        run();
        return CompletableFuture.supplyAsync(
                () -> ResponseEntity.created(URI.create("/things/5")).body(Map.of("id", "5")), ELSEWHERE);
    }

    @PostMapping("future-refused")
    @ResponseBody
    CompletableFuture<String> futureRefused() {
        run();
        return CompletableFuture.supplyAsync(
                () -> {
                    throw new Refused();
                },
                ELSEWHERE);
    }

    @PostMapping("future-status-exception")
    @ResponseBody
    CompletableFuture<String> futureStatusException() {
        run();
        return CompletableFuture.failedFuture(new ResponseStatusException(HttpStatus.CONFLICT, "late"));
    }

    @PostMapping("deferred")
    @ResponseBody
    DeferredResult<String> deferred() {
        run();
        DeferredResult<String> result = new DeferredResult<>();
        ELSEWHERE.execute(() -> result.setResult("deferred"));
        return result;
    }

    @PostMapping("callable")
    @ResponseBody
    Callable<String> callable() {
        run();
        return () -> "called";
    }

    @PostMapping("web-async-task")
    @ResponseBody
    WebAsyncTask<String> webAsyncTask() {
        run();
        return new WebAsyncTask<>(5000, () -> "task");
    }

    @PostMapping("raw-async")
    void rawAsync(HttpServletRequest request, HttpServletResponse response) {
        run();
        AsyncContext context = request.startAsync();
        context.start(() -> {
            try {
                context.getResponse().setContentType("text/plain;charset=UTF-8");
                context.getResponse().getOutputStream().write("raw".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            context.complete();
        });
    }

    @PostMapping("forward")
    String forward() {
        run();
        return "forward:/target";
    }

    @PostMapping("charset")
    ResponseEntity<String> charset() {
        run();
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "plain", StandardCharsets.UTF_16BE))
                .body("gr\u00fc\u00dfe");
    }

    @PostMapping("large")
    @ResponseBody
    byte[] large(@RequestParam int size) {
        run();
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }
}
