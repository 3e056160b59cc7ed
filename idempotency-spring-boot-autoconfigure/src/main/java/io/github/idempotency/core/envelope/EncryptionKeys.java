package io.github.idempotency.core.envelope;

import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Supplies the keys that stored responses are encrypted with. A bean of this type takes the place of
 * {@code idempotency.encryption.*}, for keys that live in a key management service.
 *
 * <p>Both methods are called while a request holds a connection to the database, for every response that is stored or
 * replayed: answer from memory, and refresh in the background. They may be called by several threads at once.
 */
public interface EncryptionKeys {

    /**
     * Name of the key that new responses are encrypted with, stored in clear with each: 1 to 100 letters, digits, dots, dashes
     * and underscores, never used again for another key. Null encrypts no new ones, and leaves the others readable.
     *
     * @throws RuntimeException if that cannot be told now: the response is then not stored, and its duplicates get
     *     {@code result-not-stored}
     */
    @Nullable
    String activeKey();

    /**
     * A key of AES with 256 bits.
     *
     * @param name a name that {@link #activeKey()} has given, here or in another instance
     * @return null if there is no such key (any more): responses under it are lost, their duplicates get
     *     {@code result-not-stored}
     * @throws RuntimeException if that cannot be told now: duplicates get {@code store-unavailable}, and are to come again
     */
    @Nullable
    SecretKey find(String name);
}
