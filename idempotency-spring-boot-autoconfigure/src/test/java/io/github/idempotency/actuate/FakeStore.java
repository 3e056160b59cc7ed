package io.github.idempotency.actuate;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.IdempotencyStore.RecordCount;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A store of which only the two reading verbs are asked, with an answer that a test chooses. */
public final class FakeStore {

    private FakeStore() {}

    /** A store that counts what it is told; every other verb finds nothing. */
    public static IdempotencyStore counting(Supplier<List<RecordCount>> counts) {
        return (IdempotencyStore) Proxy.newProxyInstance(
                FakeStore.class.getClassLoader(),
                new Class<?>[] {IdempotencyStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "countRecords" -> counts.get();
                    case "find" -> {
                        counts.get();
                        yield Optional.empty();
                    }
                    case "toString" -> "FakeStore";
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
