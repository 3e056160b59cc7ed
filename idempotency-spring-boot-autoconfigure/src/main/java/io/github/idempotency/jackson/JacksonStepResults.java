package io.github.idempotency.jackson;

import io.github.idempotency.core.StepResults;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes results of steps with the application's mapper, as it writes its responses. */
public final class JacksonStepResults implements StepResults {

    private final Supplier<@Nullable JsonMapper> mapper;

    /**
     * Creates it.
     *
     * @param mapper looks the mapper up when it is needed; null if there is none
     */
    public JacksonStepResults(Supplier<@Nullable JsonMapper> mapper) {
        this.mapper = mapper;
    }

    @Override
    public void check() {
        if (mapper.get() == null) {
            UNAVAILABLE.check();
        }
    }

    @Override
    public byte[] write(@Nullable Object result) {
        return mapper().writeValueAsBytes(result);
    }

    @Override
    public <T extends @Nullable Object> T read(byte[] json, Class<T> type) {
        return mapper().readValue(json, type);
    }

    private JsonMapper mapper() {
        JsonMapper found = mapper.get();
        if (found == null) {
            throw new IllegalStateException("There is no JsonMapper bean");
        }
        return found;
    }
}
