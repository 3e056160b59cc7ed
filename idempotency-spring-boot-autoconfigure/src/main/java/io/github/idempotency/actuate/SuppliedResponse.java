package io.github.idempotency.actuate;

import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * The response that an operator says a request has.
 *
 * @param status      the status, null for 200
 * @param contentType type of the body
 * @param location    value of the header {@code Location}
 * @param body        the body as text, null or empty for none
 */
record SuppliedResponse(
        @Nullable String status,
        @Nullable String contentType,
        @Nullable String location,
        @Nullable String body) {

    boolean isGiven() {
        return status != null || contentType != null || location != null || body != null;
    }

    /** Checked as strictly as nothing is that a handler writes: it goes to clients as it is. */
    Envelope envelope() {
        int code = code();
        List<Header> headers = new ArrayList<>();
        Charset charset = StandardCharsets.UTF_8;
        if (location != null) {
            requireHeaderValue("location", location);
            headers.add(new Header("Location", location));
        }
        if (contentType != null) {
            charset = charset(contentType);
            headers.add(new Header("Content-Type", contentType));
        }
        return new Envelope(code, headers, bytes(code, charset));
    }

    private int code() {
        if (status == null) {
            return 200;
        }
        if (!status.matches("[2-5][0-9][0-9]")) {
            throw RefusedException.badRequest("status must be a number from 200 to 599.");
        }
        return Integer.parseInt(status);
    }

    private static Charset charset(String contentType) {
        requireHeaderValue("contentType", contentType);
        try {
            MimeType type = MimeTypeUtils.parseMimeType(contentType);
            if (type.isConcrete()) {
                return type.getCharset() == null ? StandardCharsets.UTF_8 : type.getCharset();
            }
        } catch (InvalidMimeTypeException e) {
            // said below
        }
        throw RefusedException.badRequest("contentType must be a media type such as application/json.");
    }

    private byte[] bytes(int code, Charset charset) {
        if (body == null || body.isEmpty()) {
            return new byte[0];
        }
        if (contentType == null) {
            throw RefusedException.badRequest("A body needs its contentType, such as application/json.");
        }
        if (code == 204 || code == 205 || code == 304) {
            throw RefusedException.badRequest("A response with status " + code + " has no body.");
        }
        if (!charset.canEncode() || !charset.newEncoder().canEncode(body)) {
            throw RefusedException.badRequest("The body has characters that " + charset + " does not have.");
        }
        return body.getBytes(charset);
    }

    private static void requireHeaderValue(String name, String value) {
        boolean visible = value.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
        if (!visible || value.isBlank() || !value.equals(value.strip())) {
            throw RefusedException.badRequest(
                    name + " must be visible ASCII, without spaces around it; percent-encode the rest.");
        }
    }
}
