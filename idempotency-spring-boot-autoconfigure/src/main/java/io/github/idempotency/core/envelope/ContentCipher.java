package io.github.idempotency.core.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and authenticates with AES-256 in GCM: a random nonce of 96 bits and a tag of 128 bits for each message (NIST SP
 * 800-38D, section 8.2.2; its section 8.3 bounds a key to 2^32 messages). A message starts with the name of its key.
 */
public final class ContentCipher {

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private final EncryptionKeys keys;
    private final SecureRandom random = new SecureRandom();

    /**
     * Creates a cipher.
     *
     * @param keys supplies the keys
     */
    public ContentCipher(EncryptionKeys keys) {
        this.keys = keys;
    }

    /** Whether something may be the name of a key. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Makes sure that there is a usable active key, if any is named.
     *
     * @throws IllegalStateException if not
     */
    public void check() {
        String active = keys.activeKey();
        if (active != null) {
            activeKey(active);
        }
    }

    /** Whether new content is to be encrypted. */
    boolean isActive() {
        return keys.activeKey() != null;
    }

    /**
     * Encrypts.
     *
     * @param context what the message belongs to; not part of it, and needed to open it
     * @throws IllegalStateException if there is no usable active key
     */
    byte[] seal(byte[] context, byte[] content) throws GeneralSecurityException {
        String name = keys.activeKey();
        if (name == null) {
            throw new IllegalStateException("There is no active key");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(Cipher.ENCRYPT_MODE, activeKey(name), new GCMParameterSpec(TAG_BITS, nonce), random);
        cipher.updateAAD(context);
        cipher.updateAAD(nameBytes);
        byte[] sealed = cipher.doFinal(content);
        return ByteBuffer.allocate(1 + nameBytes.length + NONCE_BYTES + sealed.length)
                .put((byte) nameBytes.length)
                .put(nameBytes)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /**
     * Decrypts what {@link #seal} made.
     *
     * @param message the message, from its position on
     * @throws UnreadableContentException if it cannot be read
     * @throws KeysUnavailableException   if the source of the keys does not answer
     */
    byte[] open(byte[] context, ByteBuffer message) {
        byte[] name;
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] sealed;
        try {
            name = new byte[message.get()];
            message.get(name).get(nonce);
            sealed = new byte[message.remaining()];
            message.get(sealed);
        } catch (RuntimeException e) {
            throw new UnreadableContentException("it is not complete", e);
        }
        SecretKey key = find(new String(name, StandardCharsets.US_ASCII));
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context);
            cipher.updateAAD(name);
            return cipher.doFinal(sealed);
        } catch (AEADBadTagException e) {
            throw new UnreadableContentException(
                    "it was changed, belongs to another record, or its key is another one of the same name", e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new UnreadableContentException("it cannot be decrypted", e);
        }
    }

    private SecretKey find(String name) {
        @Nullable SecretKey key;
        try {
            key = isName(name) ? keys.find(name) : null;
        } catch (RuntimeException | LinkageError e) {
            throw new KeysUnavailableException("The source of the encryption keys does not answer", e);
        }
        if (key == null) {
            throw new UnreadableContentException("its key '" + printable(name) + "' is unknown here", null);
        }
        return key;
    }

    private SecretKey activeKey(String name) {
        if (!isName(name)) {
            throw new IllegalStateException("The name of the active encryption key has to be 1 to 100 letters, digits,"
                    + " dots, dashes and underscores");
        }
        SecretKey key = keys.find(name);
        if (key == null) {
            throw new IllegalStateException("The active encryption key '" + name + "' is unknown");
        }
        byte[] encoded = key.getEncoded(); // null if the key never leaves its device
        if (encoded != null && encoded.length != KEY_BYTES) {
            throw new IllegalStateException(
                    "The active encryption key '" + name + "' has " + encoded.length + " bytes and not " + KEY_BYTES);
        }
        return key;
    }

    private static String printable(String name) {
        return isName(name) ? name : "?";
    }
}
