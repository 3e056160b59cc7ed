package io.github.idempotency.autoconfigure;

import io.github.idempotency.actuate.IdempotencyDescriptor;
import io.github.idempotency.actuate.OperationDescriptor;
import io.github.idempotency.actuate.RefusalDescriptor;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image has to keep for the endpoint: its methods do not tell which of several answers they give. */
final class EndpointRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        new BindingReflectionHintsRegistrar()
                .registerReflectionHints(
                        hints.reflection(),
                        IdempotencyDescriptor.class,
                        OperationDescriptor.class,
                        RefusalDescriptor.class);
    }
}
