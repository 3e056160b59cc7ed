package io.github.idempotency.autoconfigure;

import io.github.idempotency.store.schema.StoreSetupException;
import org.springframework.beans.factory.ObjectProvider;

/** Chooses among beans of a type: the qualified one, else the only or primary one. */
final class Chosen {

    private Chosen() {}

    static <T> T of(Class<T> type, ObjectProvider<T> qualified, ObjectProvider<T> all) {
        T chosen = qualified.getIfAvailable();
        if (chosen == null) {
            chosen = all.getIfUnique();
        }
        if (chosen == null) {
            String name = type.getSimpleName();
            throw new StoreSetupException(
                    "The idempotency store cannot choose among %d beans of type %s."
                            .formatted(all.stream().count(), name),
                    "Annotate the %s of the database that is to hold the idempotency records with @IdempotencyPersistence, as well as what belongs to it (DataSource, EntityManagerFactory, PlatformTransactionManager), or mark it as @Primary."
                            .formatted(name),
                    null);
        }
        return chosen;
    }
}
