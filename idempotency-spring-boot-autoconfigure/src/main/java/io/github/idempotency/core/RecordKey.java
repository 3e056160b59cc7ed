package io.github.idempotency.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a record is found by: tenant, operation and the client's key. */
public final class RecordKey {

    private final Tenant tenant;
    private final String operation;
    private final String key;

    /** Computed once; two threads that do so at the same time come to the same. */
    private @Nullable UUID id;

    /**
     * Creates a key.
     *
     * @param tenant    the namespace
     * @param operation the operation's name
     * @param key       the client's key, decoded
     */
    public RecordKey(Tenant tenant, String operation, String key) {
        this.tenant = tenant;
        this.operation = operation;
        this.key = key;
    }

    /** The namespace. */
    public Tenant tenant() {
        return tenant;
    }

    /** The operation's name. */
    public String operation() {
        return operation;
    }

    /** The client's key, decoded. */
    public String key() {
        return key;
    }

    /**
     * The record's id: the first 16 bytes of SHA-256 over the length-prefixed parts. Spreads load evenly over the index, and
     * cannot be guessed for another tenant; length prefixes keep parts from running into each other.
     */
    public UUID id() {
        UUID known = id;
        if (known == null) {
            ByteBuffer digest = ByteBuffer.wrap(digest("id", tenant.source().name(), tenant.name(), operation, key));
            known = new UUID(digest.getLong(), digest.getLong());
            id = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordKey that
                && tenant.equals(that.tenant)
                && operation.equals(that.operation)
                && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    /**
     * A key for a call made on behalf of this one, see {@link io.github.idempotency.IdempotentExecution#derivedKey(String)}.
     *
     * @param step name of the call; not blank
     */
    public String derivedKey(String step) {
        if (step.isBlank()) {
            throw new IllegalArgumentException(
                    "The step of a derived key must not be blank: name the call, as in \"charge\"");
        }
        ByteBuffer digest =
                ByteBuffer.wrap(digest("step", tenant.source().name(), tenant.name(), operation, key, step));
        long high = (digest.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L;
        long low = (digest.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** Twelve hexadecimal digits that stand for the record in logs, where the key itself must not appear. */
    public String shortHash() {
        return shortHash(id());
    }

    /** The {@link #shortHash()} of the key whose record has an id. */
    public static String shortHash(UUID id) {
        return id.toString().replace("-", "").substring(0, 12);
    }

    /** Without the key, so that it reaches no log by accident. */
    @Override
    public String toString() {
        return operation + '#' + shortHash();
    }

    private static byte[] digest(String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                sha256.update(bytes);
            }
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
