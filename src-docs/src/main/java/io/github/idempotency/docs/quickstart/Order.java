package io.github.idempotency.docs.quickstart;

import java.util.UUID;

record Order(UUID id, String article, int quantity) {}
