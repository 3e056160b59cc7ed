package io.github.idempotency.web;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.core.RecordKey;

/** An execution as the application's code sees it. */
record HandlerExecution(RecordKey recordKey, boolean isProtected, long fence) implements IdempotentExecution {

    @Override
    public String key() {
        return recordKey.key();
    }

    @Override
    public String tenant() {
        return recordKey.tenant().name();
    }

    @Override
    public String operation() {
        return recordKey.operation();
    }

    @Override
    public String derivedKey(String step) {
        return recordKey.derivedKey(step);
    }

    @Override
    public String toString() {
        return recordKey.toString();
    }
}
