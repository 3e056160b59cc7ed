package io.github.idempotency.autoconfigure;

import io.github.idempotency.store.jpa.entity.IdempotencyIncident;
import io.github.idempotency.store.jpa.entity.IdempotencyRecord;
import io.github.idempotency.store.jpa.entity.IdempotencyResponse;
import io.github.idempotency.store.jpa.entity.IdempotencyStatistic;
import io.github.idempotency.store.jpa.entity.IdempotencyStep;
import io.github.idempotency.store.jpa.entity.IdempotencyStorage;
import io.github.idempotency.store.jpa.entity.IdempotencyTask;
import io.github.idempotency.store.jpa.entity.IdempotencyUsage;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** What a native image has to keep for the JPA store. */
final class StoreRuntimeHints implements RuntimeHintsRegistrar {

    private static final String REPOSITORY = "io.github.idempotency.store.jpa.RecordRepository";

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("io/github/idempotency/store/schema/**");
        for (Class<?> entity : new Class<?>[] {
            IdempotencyRecord.class,
            IdempotencyStep.class,
            IdempotencyResponse.class,
            IdempotencyIncident.class,
            IdempotencyTask.class,
            IdempotencyStatistic.class,
            IdempotencyStorage.class,
            IdempotencyUsage.class
        }) {
            hints.reflection()
                    .registerType(
                            entity, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.ACCESS_DECLARED_FIELDS);
        }
        hints.reflection()
                .registerType(TypeReference.of(REPOSITORY), MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(TypeReference.of(REPOSITORY + "$OperationCount"), MemberCategory.INVOKE_PUBLIC_METHODS);
        hints.proxies()
                .registerJdkProxy(
                        TypeReference.of(REPOSITORY),
                        TypeReference.of("org.springframework.data.repository.Repository"),
                        TypeReference.of("org.springframework.transaction.interceptor.TransactionalProxy"),
                        TypeReference.of("org.springframework.aop.framework.Advised"),
                        TypeReference.of("org.springframework.core.DecoratingProxy"))
                .registerJdkProxy(
                        TypeReference.of(REPOSITORY + "$OperationCount"),
                        TypeReference.of("org.springframework.data.projection.TargetAware"),
                        TypeReference.of("org.springframework.aop.SpringProxy"),
                        TypeReference.of("org.springframework.core.DecoratingProxy"));
    }
}
