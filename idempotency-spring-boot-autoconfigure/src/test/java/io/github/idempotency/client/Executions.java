package io.github.idempotency.client;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;

/** Executions that nobody keeps a record of. */
final class Executions {

    private Executions() {}

    static IdempotentExecution of(String key) {
        RecordKey record = new RecordKey(Tenant.anonymous(), "create-order", key);
        return new IdempotentExecution() {
            @Override
            public String key() {
                return record.key();
            }

            @Override
            public String tenant() {
                return "";
            }

            @Override
            public String operation() {
                return record.operation();
            }

            @Override
            public boolean isProtected() {
                return true;
            }

            @Override
            public long fence() {
                return 1;
            }

            @Override
            public String derivedKey(String step) {
                return record.derivedKey(step);
            }
        };
    }
}
