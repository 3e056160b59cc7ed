package io.github.idempotency.core;

import io.github.idempotency.StoredBody;
import io.github.idempotency.core.policy.OperationPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what of a response is stored: what the policy keeps and all redactions let pass. */
public final class ResponseKeeping {

    private static final Logger logger = System.getLogger(ResponseKeeping.class.getName());

    /** Goes by the policy alone. */
    public static final ResponseKeeping BY_POLICY = new ResponseKeeping(List.of());

    private final List<ResponseRedaction> redactions;

    /**
     * Creates one.
     *
     * @param redactions the application's redactions, in their order
     */
    public ResponseKeeping(List<ResponseRedaction> redactions) {
        this.redactions = List.copyOf(redactions);
    }

    /** What is stored of a response, by the policy and all redactions. */
    Envelope kept(OperationPolicy policy, String operation, Envelope response) {
        if (policy.resultRetention().isZero()) {
            return Envelope.notStored(response.status());
        }
        byte[] body = response.body();
        // Without a body there is nothing to leave out: such a response can be replayed.
        boolean leftOut = policy.storedBody() == StoredBody.NONE && body != null && body.length > 0;
        return redacted(operation, leftOut ? new Envelope(response.status(), response.headers(), null) : response);
    }

    /** What all redactions let pass of a response. */
    public Envelope redacted(String operation, Envelope response) {
        Envelope left = response;
        for (ResponseRedaction redaction : redactions) {
            byte[] body = left.body();
            if (body == null && left.headers().isEmpty()) {
                return left;
            }
            Envelope copy = new Envelope(left.status(), left.headers(), body == null ? null : body.clone());
            Envelope redacted = redact(redaction, operation, copy);
            if (redacted == null) {
                return Envelope.notStored(left.status());
            }
            left = redacted;
        }
        return left;
    }

    private static @Nullable Envelope redact(ResponseRedaction redaction, String operation, Envelope response) {
        try {
            return redaction.redact(operation, response);
        } catch (Throwable e) { // the handler has run: an error, too, must leave its record completed
            // Neither the message nor a cause: they may quote the response.
            logger.log(
                    Level.ERROR,
                    "A redaction of operation " + operation + " threw "
                            + e.getClass().getName()
                            + ": its response is not stored, duplicates get result-not-stored. Redaction: "
                            + redaction.getClass().getName());
            return null;
        }
    }
}
