package io.github.idempotency.web;

import io.github.idempotency.IdempotencyRecovery;
import io.github.idempotency.RecoveredResponse;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.ResponseRecovery;
import io.github.idempotency.core.policy.InvalidPolicyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;

/** Asks the application's recoveries, and writes what they find as the handler's response would be written. */
public final class RecoveredResponses implements ResponseRecovery {

    private final Map<String, IdempotencyRecovery<?>> byOperation = new HashMap<>();
    private final Supplier<List<HttpMessageConverter<?>>> converters;

    /**
     * Collects the recoveries.
     *
     * @param recoveries the application's recoveries
     * @param converters the converters of its handlers
     * @throws InvalidPolicyException if an operation has two
     */
    public RecoveredResponses(
            Collection<? extends IdempotencyRecovery<?>> recoveries,
            Supplier<List<HttpMessageConverter<?>>> converters) {
        this.converters = converters;
        for (IdempotencyRecovery<?> recovery : recoveries) {
            IdempotencyRecovery<?> other = byOperation.put(recovery.operation(), recovery);
            if (other != null) {
                throw new InvalidPolicyException(
                        "Operation '%s' has two recoveries: %s and %s."
                                .formatted(
                                        recovery.operation(),
                                        other.getClass().getName(),
                                        recovery.getClass().getName()),
                        "Declare one IdempotencyRecovery bean for each operation.");
            }
        }
    }

    /** The operations that have a recovery. */
    public Set<String> operations() {
        return Set.copyOf(byOperation.keySet());
    }

    @Override
    public Optional<Envelope> recover(RecordKey key, long fence) {
        IdempotencyRecovery<?> recovery = byOperation.get(key.operation());
        return recovery == null
                ? Optional.empty()
                : recovery.recover(HandlerExecution.over(key, fence)).map(this::envelope);
    }

    private Envelope envelope(RecoveredResponse<?> response) {
        Rendering rendering = new Rendering();
        response.headers().forEach((name, values) -> rendering.headers.addAll(name, values));
        Object body = response.body();
        if (body != null) {
            write(body, rendering);
        }
        List<Header> headers = new ArrayList<>();
        rendering.headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
                values.forEach(value -> headers.add(new Header(name, value)));
            }
        });
        return new Envelope(response.status(), headers, rendering.bytes.toByteArray());
    }

    private void write(Object body, Rendering rendering) {
        MediaType wanted = rendering.headers.getContentType();
        for (HttpMessageConverter<?> converter : converters.get()) {
            if (converter.canWrite(body.getClass(), wanted)) {
                write(converter, body, wanted, rendering);
                return;
            }
        }
        throw new IllegalStateException("No message converter writes a recovered body of type "
                + body.getClass().getName() + (wanted == null ? "" : " as " + wanted));
    }

    @SuppressWarnings("unchecked")
    private static <T> void write(
            HttpMessageConverter<T> converter, Object body, @Nullable MediaType wanted, Rendering rendering) {
        try {
            converter.write((T) body, wanted, rendering);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Rendering implements HttpOutputMessage {

        private final HttpHeaders headers = new HttpHeaders();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public OutputStream getBody() {
            return bytes;
        }
    }
}
