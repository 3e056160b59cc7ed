package io.github.idempotency.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** A request whose key and account number are written into a copy, again and again. */
public final class RequestTemplate {

    private static final String KEY = "k".repeat(32);

    private static final String ACCOUNT = "account-";

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final byte[] bytes;

    private final int keyAt;

    private final int accountAt;

    private RequestTemplate(String text) {
        bytes = text.getBytes(StandardCharsets.US_ASCII);
        keyAt = text.indexOf(KEY);
        accountAt = text.indexOf(ACCOUNT) + ACCOUNT.length();
    }

    /** An order of an amount, with a key. */
    public static RequestTemplate order(String path, String amount) {
        return order(path, amount, "public");
    }

    /** An order of a tenant. */
    public static RequestTemplate order(String path, String amount, String tenant) {
        String body = """
                {"account":"account-1000","amount":%s,"currency":"EUR","note":"%s"}""".formatted(amount, "a note of the customer, ".repeat(8));
        return new RequestTemplate(
                """
                POST %s HTTP/1.1
                Host: localhost
                Accept: application/json
                Content-Type: application/json
                Content-Length: %d
                X-Tenant-Id: %s
                Idempotency-Key: %s

                """.formatted(path, body.length(), tenant, KEY).replace("\n", "\r\n") + body);
    }

    /** A request without a body. */
    public static byte[] bare(String method, String path) {
        return "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
                .formatted(method, path)
                .getBytes(StandardCharsets.US_ASCII);
    }

    public byte[] copy() {
        return bytes.clone();
    }

    /** The key that belongs to a number, 32 characters. */
    public static String key(long high, long low) {
        byte[] key = new byte[32];
        hex(key, 0, high);
        hex(key, 16, low);
        return new String(key, StandardCharsets.US_ASCII);
    }

    void writeKey(byte[] request, long high, long low) {
        hex(request, keyAt, high);
        hex(request, keyAt + 16, low);
    }

    /** Business on one of a thousand accounts, so that requests seldom wait for each other's rows. */
    void writeAccount(byte[] request, ThreadLocalRandom random) {
        int number = random.nextInt(1000);
        for (int digit = 3; digit >= 1; digit--) {
            request[accountAt + digit] = (byte) ('0' + number % 10);
            number /= 10;
        }
    }

    private static void hex(byte[] target, int offset, long value) {
        for (int i = 0; i < 16; i++) {
            target[offset + i] = (byte) HEX[(int) (value >>> (60 - 4 * i)) & 0xf];
        }
    }
}
