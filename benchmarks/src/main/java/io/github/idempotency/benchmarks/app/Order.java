package io.github.idempotency.benchmarks.app;

import java.math.BigDecimal;

/** What clients send to every endpoint. */
record Order(String account, BigDecimal amount, String currency, String note) {}
