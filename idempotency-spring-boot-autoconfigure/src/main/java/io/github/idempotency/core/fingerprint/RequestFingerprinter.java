package io.github.idempotency.core.fingerprint;

import io.github.idempotency.PayloadHash;
import io.github.idempotency.core.fingerprint.Payload.Form;
import io.github.idempotency.core.fingerprint.Payload.Multipart;
import io.github.idempotency.core.fingerprint.Payload.Part;
import io.github.idempotency.core.fingerprint.Payload.Raw;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes fingerprints: SHA-256 over the length-prefixed parts of a request.
 *
 * <p>These are the same request: no query and an empty one; content types that differ in case or in parameters (charset,
 * boundary); forms whose fields come in another order. These are not: another order of the values of one form field, of the
 * parts of a multipart request, or of query parameters. An application for which a parameter of the content type matters
 * names {@code content-type} in {@code fingerprint-headers}.
 *
 * <p>Under {@link PayloadHash#CANONICAL_JSON} a payload of type {@code application/json} or {@code *+json} enters in the form
 * of RFC 8785, with one deliberate exception: numbers keep all their digits instead of being rounded to a double. Rounded,
 * 9007199254740992 and 9007199254740993 would be one amount. A payload that is not JSON in UTF-8, repeats a member, is nested
 * more than 500 deep or has a number with an exponent beyond 10<sup>15</sup> enters byte by byte. The canonical form is
 * streamed into the hash; beside the payload it takes a small multiple of its size at most.
 */
public final class RequestFingerprinter {

    /** Computes the fingerprint of a request in a given version. */
    public Fingerprint fingerprint(FingerprintInput input, FingerprintVersion version) {
        PartDigest digest = new PartDigest();
        String mediaType = mediaType(input.contentType());
        digest.number(version.number())
                .text(input.method())
                .text(input.path())
                .text(input.query() == null ? "" : input.query())
                .text(mediaType)
                .texts(input.headers());
        addPayload(digest, input.payload(), mediaType, version.payloadHash());
        return new Fingerprint(version.number(), digest.value());
    }

    private static void addPayload(PartDigest digest, Payload payload, String mediaType, PayloadHash payloadHash) {
        if (payloadHash == PayloadHash.NONE) {
            digest.text("none");
        } else if (payload instanceof Raw raw) {
            addRaw(digest, raw.bytes(), payloadHash == PayloadHash.CANONICAL_JSON && isJson(mediaType));
        } else if (payload instanceof Form form) {
            digest.text("form").texts(form.parameters());
        } else if (payload instanceof Multipart multipart) {
            addParts(digest.text("multipart"), multipart.parts());
        }
    }

    private static void addRaw(PartDigest digest, byte[] bytes, boolean json) {
        Optional<CanonicalJson> canonical = json ? CanonicalJson.of(bytes) : Optional.empty();
        if (canonical.isPresent()) {
            digest.text("canonical-json").canonical(canonical.get());
        } else {
            digest.text("raw").bytes(bytes);
        }
    }

    private static void addParts(PartDigest digest, List<Part> parts) {
        digest.number(parts.size());
        for (Part part : parts) {
            digest.text(part.name())
                    .number(part.fileName() == null ? 0 : 1)
                    .text(part.fileName() == null ? "" : part.fileName())
                    .text(mediaType(part.contentType()))
                    .bytes(part.sha256());
        }
    }

    /** Type and subtype in lower case; empty if there is none. */
    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .toLowerCase(Locale.ROOT)
                .strip();
    }

    private static boolean isJson(String mediaType) {
        return mediaType.equals("application/json") || mediaType.endsWith("+json");
    }
}
