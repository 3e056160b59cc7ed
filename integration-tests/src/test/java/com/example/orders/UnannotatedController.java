package com.example.orders;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StreamUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.springframework.web.servlet.view.RedirectView;

/** Endpoints whose answers the library has no part in. */
@RestController
public class UnannotatedController {

    private final Orders orders;

    public UnannotatedController(Orders orders) {
        this.orders = orders;
    }

    @GetMapping(path = "/greeting", produces = "text/plain;charset=UTF-8")
    public ResponseEntity<String> greeting() {
        return ResponseEntity.ok()
                .eTag("greeting")
                .header("X-Shop", "first", "second")
                .body("Grüße");
    }

    @GetMapping("/later")
    public Callable<String> later() {
        return () -> "later";
    }

    @GetMapping("/stream")
    public StreamingResponseBody stream() {
        return out -> {
            for (int part = 0; part < 3; part++) {
                out.write(("part " + part).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        };
    }

    @GetMapping("/elsewhere")
    public RedirectView elsewhere() {
        return new RedirectView("/greeting");
    }

    @GetMapping("/failing")
    public String failing() {
        throw new IllegalStateException("Failed, as it was told to");
    }

    @PostMapping("/echo")
    public ResponseEntity<byte[]> echo(HttpServletRequest request) throws IOException {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(StreamUtils.copyToByteArray(request.getInputStream()));
    }

    @PostMapping("/form")
    public MultiValueMap<String, String> form(@RequestParam MultiValueMap<String, String> form) {
        return form;
    }

    @PostMapping("/plain-orders")
    public NewOrder order(@RequestBody NewOrder order) {
        orders.place(order.item(), () -> {});
        return order;
    }
}
