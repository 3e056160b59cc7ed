package io.github.idempotency.sample.torture;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instance answered.
 *
 * @param body the exact bytes, one character each
 * @param code the code of a problem, empty if it is none
 */
public record Answer(int status, String contentType, String location, String body, boolean replayed, String code) {

    private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");

    private static final Pattern ID = Pattern.compile("\"id\":\"?([^\",}]+)");

    /** What an answer means to a client that follows the contract. */
    public enum Meaning {
        SUCCESS,
        /** The operation ran; its answer is not kept. */
        RAN_BEFORE,
        /** Nobody can tell whether it ran, and it will not run again. */
        UNCERTAIN,
        /** Try again with the same key. */
        RETRY,
        /** No answer that this request can get from a service that works. */
        UNEXPECTED
    }

    public static Answer of(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.ISO_8859_1);
        Matcher code = CODE.matcher(body);
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.headers().firstValue("Location").orElse(""),
                body,
                response.headers().firstValue("Idempotent-Replayed").isPresent(),
                response.statusCode() >= 400 && code.find() ? code.group(1) : "");
    }

    public Meaning meaning() {
        if (status >= 200 && status < 300) {
            return Meaning.SUCCESS;
        }
        return switch (code) {
            case "outcome-unknown" -> Meaning.UNCERTAIN;
            case "result-not-stored", "result-expired" -> Meaning.RAN_BEFORE;
            case "in-progress" -> Meaning.RETRY;
            default -> status >= 500 || status == 429 ? Meaning.RETRY : Meaning.UNEXPECTED;
        };
    }

    public boolean isDefinite() {
        return meaning() != Meaning.RETRY;
    }

    /** The id of the effect that a success names. */
    public String effectId() {
        Matcher id = ID.matcher(body);
        return id.find() ? id.group(1) : "";
    }

    /** What has to be the same in all successes of a key. */
    public String identity() {
        return status + " " + contentType + " " + location + " " + body;
    }

    @Override
    public String toString() {
        return status
                + (code.isEmpty() ? "" : " " + code)
                + (replayed ? " (replayed) " : " ")
                + (code.isEmpty() ? body : "");
    }
}
