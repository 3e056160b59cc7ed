package io.github.idempotency.sample.events;

import java.time.Instant;

record EventView(long id, String type, Instant createdAt) {}
