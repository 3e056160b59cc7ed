package io.github.idempotency.web;

import io.github.idempotency.Idempotent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.view.RedirectView;

/** Every shape, idempotent. */
@Controller
@RequestMapping("/idempotent")
class IdempotentShapes extends ShapeHandlers {

    @Override
    @Idempotent
    String string() {
        return super.string();
    }

    @Override
    @Idempotent
    ResponseEntity<Map<String, String>> entity(@RequestBody Map<String, Object> body) {
        return super.entity(body);
    }

    @Override
    @Idempotent
    void voidWriter(HttpServletResponse response) throws IOException {
        super.voidWriter(response);
    }

    @Override
    @Idempotent
    void voidWriterDefaultCharset(HttpServletResponse response) throws IOException {
        super.voidWriterDefaultCharset(response);
    }

    @Override
    @Idempotent
    void voidStream(HttpServletResponse response) throws IOException {
        super.voidStream(response);
    }

    @Override
    @Idempotent
    void flushed(HttpServletResponse response) throws IOException {
        super.flushed(response);
    }

    @Override
    @Idempotent
    void responseStatus() {
        super.responseStatus();
    }

    @Override
    @Idempotent
    ResponseEntity<Void> noContent() {
        return super.noContent();
    }

    @Override
    @Idempotent
    ResponseEntity<String> emptyBody() {
        return super.emptyBody();
    }

    @Override
    @Idempotent
    ResponseEntity<byte[]> binary() {
        return super.binary();
    }

    @Override
    @Idempotent
    ResponseEntity<Void> seeOther() {
        return super.seeOther();
    }

    @Override
    @Idempotent
    RedirectView redirectView() {
        return super.redirectView();
    }

    @Override
    @Idempotent
    String redirectName() {
        return super.redirectName();
    }

    @Override
    @Idempotent
    void sendRedirect(HttpServletResponse response) throws IOException {
        super.sendRedirect(response);
    }

    @Override
    @Idempotent
    String exceptionHandler() {
        return super.exceptionHandler();
    }

    @Override
    @Idempotent
    ProblemDetail problemDetail() {
        return super.problemDetail();
    }

    @Override
    @Idempotent
    void sendError(HttpServletResponse response) throws IOException {
        super.sendError(response);
    }

    @Override
    @Idempotent
    String statusException() {
        return super.statusException();
    }

    @Override
    @Idempotent
    CompletableFuture<String> future() {
        return super.future();
    }

    @Override
    @Idempotent
    CompletableFuture<ResponseEntity<Map<String, String>>> futureEntity() {
        return super.futureEntity();
    }

    @Override
    @Idempotent
    CompletableFuture<String> futureRefused() {
        return super.futureRefused();
    }

    @Override
    @Idempotent
    CompletableFuture<String> futureStatusException() {
        return super.futureStatusException();
    }

    @Override
    @Idempotent
    DeferredResult<String> deferred() {
        return super.deferred();
    }

    @Override
    @Idempotent
    Callable<String> callable() {
        return super.callable();
    }

    @Override
    @Idempotent
    WebAsyncTask<String> webAsyncTask() {
        return super.webAsyncTask();
    }

    @Override
    @Idempotent
    void rawAsync(HttpServletRequest request, HttpServletResponse response) {
        super.rawAsync(request, response);
    }

    @Override
    @Idempotent
    String forward() {
        return super.forward();
    }

    @Override
    @Idempotent
    ResponseEntity<String> charset() {
        return super.charset();
    }

    @Override
    @Idempotent
    byte[] large(@RequestParam int size) {
        return super.large(size);
    }
}
