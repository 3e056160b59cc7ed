package io.github.idempotency.autoconfigure;

import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Encryption of stored responses and results of steps.
 *
 * @param activeKey Name of the key that new responses are encrypted with; without it none are.
 * @param keys      Keys by name, 32 bytes each in base64; those that are no longer active are still needed to read.
 */
public record EncryptionProperties(
        @Nullable String activeKey, @DefaultValue Map<String, String> keys) {

    public EncryptionProperties {
        keys = Map.copyOf(keys);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "EncryptionProperties[activeKey=" + activeKey + ", keys=" + new TreeSet<>(keys.keySet()) + ']';
    }
}
