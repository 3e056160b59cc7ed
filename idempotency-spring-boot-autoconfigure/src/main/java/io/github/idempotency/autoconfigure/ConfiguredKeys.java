package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.envelope.ContentCipher;
import io.github.idempotency.core.envelope.EncryptionKeys;
import io.github.idempotency.store.schema.StoreSetupException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The keys of {@code idempotency.encryption}. What is wrong with them is said without them. */
final class ConfiguredKeys implements EncryptionKeys {

    private static final String PREFIX = "idempotency.encryption.";
    private static final int KEY_BYTES = 32;

    private final @Nullable String activeKey;
    private final Map<String, SecretKey> keys;

    ConfiguredKeys(EncryptionProperties properties) {
        this.keys = properties.keys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> key(entry.getKey(), entry.getValue())));
        this.activeKey = properties.activeKey();
        if (activeKey != null && !keys.containsKey(activeKey)) {
            throw new StoreSetupException(
                    PREFIX + "active-key names the key '" + activeKey + "', which " + PREFIX + "keys does not have.",
                    "Name one of " + new TreeSet<>(keys.keySet()) + ", or add " + PREFIX + "keys." + activeKey
                            + ": 32 random bytes in base64, as \"openssl rand -base64 32\" prints them.",
                    null);
        }
    }

    private static SecretKey key(String name, String base64) {
        String property = PREFIX + "keys." + name;
        if (!ContentCipher.isName(name)) {
            throw new StoreSetupException(
                    property + " is not a name for a key.",
                    "Use 1 to 100 letters, digits, dots, dashes and underscores.",
                    null);
        }
        byte[] bytes = decoded(base64.strip());
        if (bytes == null || bytes.length != KEY_BYTES) {
            throw new StoreSetupException(
                    property + (bytes == null ? " is not base64." : " has " + bytes.length + " bytes and not 32."),
                    "Set it to 32 random bytes in base64, as \"openssl rand -base64 32\" prints them.",
                    null);
        }
        return new SecretKeySpec(bytes, "AES");
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public @Nullable String activeKey() {
        return activeKey;
    }

    @Override
    public @Nullable SecretKey find(String name) {
        return keys.get(name);
    }
}
