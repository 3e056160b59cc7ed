package io.github.idempotency.integration;

import java.util.List;

/** What {@code com.example.orders.UnannotatedController} serves, and what is missing or wrong. */
public final class UnannotatedRequests {

    public static final List<Unannotated> ALL = List.of(
            Unannotated.of("GET", "/greeting"),
            Unannotated.of("HEAD", "/greeting"),
            Unannotated.of("GET", "/later"),
            Unannotated.of("GET", "/stream"),
            Unannotated.of("GET", "/elsewhere"),
            Unannotated.of("GET", "/missing"),
            Unannotated.of("GET", "/failing"),
            Unannotated.of("GET", "/orders"),
            Unannotated.of("OPTIONS", "/orders"),
            Unannotated.of("POST", "/echo", "application/octet-stream", "some bytes"),
            Unannotated.of("POST", "/form", "application/x-www-form-urlencoded", "a=1&b=%C3%BC&a=2"),
            Unannotated.of("POST", "/plain-orders", "application/json", "{\"item\":\"plain\"}"),
            Unannotated.of("POST", "/plain-orders", "application/json", "{\"item\":"),
            Unannotated.of("PUT", "/greeting", "text/plain", "not allowed"));

    private UnannotatedRequests() {}
}
