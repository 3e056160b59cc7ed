package io.github.idempotency.core.envelope;

import org.jspecify.annotations.Nullable;

/**
 * Headers and body of a response, in clear or packed.
 *
 * @param packed  whether the body is what {@link EnvelopeCodec} made of both, or of the body
 * @param headers the headers as text
 * @param body    the body
 */
public record EnvelopeContent(boolean packed, @Nullable String headers, byte @Nullable [] body) {

    /** Without the content, so that it reaches no log by accident. */
    @Override
    public String toString() {
        return "EnvelopeContent[packed=" + packed + ", size=" + (body == null ? "none" : body.length) + ']';
    }
}
