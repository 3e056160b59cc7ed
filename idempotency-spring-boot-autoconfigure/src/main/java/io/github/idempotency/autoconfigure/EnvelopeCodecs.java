package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.envelope.BodyCompression;
import io.github.idempotency.core.envelope.ContentCipher;
import io.github.idempotency.core.envelope.EncryptionKeys;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.store.schema.StoreSetupException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Puts the codec of stored responses together. */
final class EnvelopeCodecs {

    private static final Logger logger = System.getLogger(EnvelopeCodecs.class.getName());

    private EnvelopeCodecs() {}

    /**
     * The codec.
     *
     * @param keys the application's source of keys, if it has one
     * @throws StoreSetupException if the keys are not as they should be
     */
    static EnvelopeCodec of(IdempotencyProperties properties, @Nullable EncryptionKeys keys) {
        IdempotencyProperties.Compression compression = properties.compression();
        ContentCipher cipher = cipher(properties, keys);
        return cipher == null && !compression.enabled()
                ? EnvelopeCodec.PLAIN
                : new EnvelopeCodec(
                        cipher,
                        compression.enabled()
                                ? new BodyCompression(
                                        (int) compression.minSize().toBytes())
                                : null);
    }

    private static @Nullable ContentCipher cipher(IdempotencyProperties properties, @Nullable EncryptionKeys keys) {
        EncryptionProperties encryption = properties.encryption();
        boolean configured =
                encryption.activeKey() != null || !encryption.keys().isEmpty();
        if (keys != null && configured) {
            throw new StoreSetupException(
                    "idempotency.encryption is set, and there is a bean of type EncryptionKeys: "
                            + keys.getClass().getName() + '.',
                    "Have either of them supply all keys.",
                    null);
        }
        if (keys == null && !configured) {
            return null;
        }
        if (keys == null && encryption.activeKey() == null) {
            logger.log(
                    Level.WARNING,
                    "idempotency.encryption.keys is set and idempotency.encryption.active-key is not: what is encrypted can"
                            + " be read, new responses are stored in clear");
        }
        ContentCipher cipher = new ContentCipher(keys == null ? new ConfiguredKeys(encryption) : keys);
        if (!properties.enabled()) {
            return cipher; // the store is not asked, and the source of the keys need not answer
        }
        try {
            cipher.check();
        } catch (IllegalStateException e) {
            throw new StoreSetupException(
                    e.getMessage() + '.', "Have the bean of type EncryptionKeys supply a key of 32 bytes for AES.", e);
        }
        return cipher;
    }
}
