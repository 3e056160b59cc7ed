package io.github.idempotency.store.jpa;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A name in the form in which it is kept beside the record's id, for people who search. Identity is in the id alone, so a
 * name that does not fit its column is replaced by its hash.
 */
final class Label {

    static final int MAX_LENGTH = 255;

    private Label() {}

    static String of(String name) {
        return name.length() <= MAX_LENGTH && name.indexOf('\0') < 0 && isEncodable(name)
                ? name
                : "sha256:" + sha256(name);
    }

    /** Text for people, cut off where it is too long. */
    static String shortened(String text, int length) {
        String storable = isEncodable(text) ? text.replace('\0', ' ') : "(not text)";
        return storable.length() <= length ? storable : storable.substring(0, length - 1) + '\u2026';
    }

    private static boolean isEncodable(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    private static String sha256(String name) {
        try {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
