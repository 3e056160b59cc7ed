package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.ResponseRecovery;
import org.springframework.beans.factory.ObjectProvider;

/** All that rebuild responses, looked up when they are needed: they hang on the application's beans. */
final class Recoveries {

    private Recoveries() {}

    static ResponseRecovery of(ObjectProvider<ResponseRecovery> recoveries) {
        return (key, fence) -> recoveries.stream()
                .flatMap(each -> each.recover(key, fence).stream())
                .findFirst();
    }
}
