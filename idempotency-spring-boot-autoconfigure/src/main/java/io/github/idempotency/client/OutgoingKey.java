package io.github.idempotency.client;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which key an outgoing call to a configured destination carries, where the one it would get is not wanted. As attributes of
 * one call ({@code RestClient}, {@code WebClient}):
 *
 * <pre>{@code
 * http.post().uri("/charges").attributes(OutgoingKey.step("charge")).body(charge).retrieve()…
 * }</pre>
 *
 * or, where a client has no attributes ({@code RestTemplate}, {@code @HttpExchange} interfaces), around it:
 *
 * <pre>{@code
 * OutgoingKey.with(storedKey, () -> provider.charge(charge));
 * }</pre>
 *
 * <p>Around a call, key or step hold for one call of the same thread that needs a key; a second one in the same block is refused,
 * since two calls under one key are taken for one. A {@code Mono} that is subscribed to elsewhere does not see them. A key has 1 to 255 visible ASCII characters, or fewer if the destination takes
 * fewer; another one makes the call fail with an {@link IllegalArgumentException} before it is sent.
 */
public final class OutgoingKey {

    /** Name of the request attribute that carries the caller's own key, a {@code String}. */
    public static final String KEY_ATTRIBUTE = OutgoingKey.class.getName() + ".key";

    /** Name of the request attribute that carries the name of a step, a {@code String}. */
    public static final String STEP_ATTRIBUTE = OutgoingKey.class.getName() + ".step";

    /** Name of the request attribute that says that the call carries no key and is not retried; its value does not matter. */
    public static final String NONE_ATTRIBUTE = OutgoingKey.class.getName() + ".none";

    private static final ThreadLocal<@Nullable OutgoingKey> CURRENT = new ThreadLocal<>();

    private final @Nullable String key;
    private final @Nullable String step;
    private boolean used;

    private OutgoingKey(@Nullable String key, @Nullable String step) {
        this.key = key;
        this.step = step;
    }

    /** Attributes that give a call the caller's own key, one that was stored for retries by another process, say. */
    public static Consumer<Map<String, Object>> key(String key) {
        return attributes -> attributes.put(KEY_ATTRIBUTE, key);
    }

    /** Attributes that name a call within an idempotent execution; its key is derived from the name. */
    public static Consumer<Map<String, Object>> step(String step) {
        return attributes -> attributes.put(STEP_ATTRIBUTE, step);
    }

    /** Attributes that keep a call without a key. If its method is POST or PATCH it is not retried. */
    public static Consumer<Map<String, Object>> none() {
        return attributes -> attributes.put(NONE_ATTRIBUTE, true);
    }

    /** Makes a call with the caller's own key. */
    public static <T extends @Nullable Object> T with(String key, Supplier<T> call) {
        return within(new OutgoingKey(key, null), call);
    }

    /** Makes a call that is a named step of an idempotent execution. */
    public static <T extends @Nullable Object> T withStep(String step, Supplier<T> call) {
        return within(new OutgoingKey(null, step), call);
    }

    private static <T extends @Nullable Object> T within(OutgoingKey inner, Supplier<T> call) {
        OutgoingKey outer = CURRENT.get();
        CURRENT.set(inner);
        try {
            return call.get();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** What the current thread says about the next call, which takes it; null if nothing. */
    static @Nullable OutgoingKey take() {
        OutgoingKey current = CURRENT.get();
        if (current != null && current.used) {
            throw new IllegalStateException(
                    "A second call within one OutgoingKey.with or withStep: two calls under one key are taken for one");
        }
        if (current != null) {
            current.used = true;
        }
        return current;
    }

    @Nullable
    String ownKey() {
        return key;
    }

    @Nullable
    String stepName() {
        return step;
    }
}
