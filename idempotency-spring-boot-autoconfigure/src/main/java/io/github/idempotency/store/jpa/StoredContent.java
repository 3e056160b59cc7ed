package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.UnreadableRecordException;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.core.envelope.EnvelopeContent;
import io.github.idempotency.core.envelope.KeysUnavailableException;
import io.github.idempotency.core.envelope.UnreadableContentException;
import io.github.idempotency.store.jpa.Sql.Null;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Envelopes and results of steps between their columns and the core; whatever is written or read of them passes here. */
final class StoredContent {

    private static final Logger logger = System.getLogger(StoredContent.class.getName());

    private final EnvelopeCodec codec;

    StoredContent(EnvelopeCodec codec) {
        this.codec = codec;
    }

    /** The values of the columns {@code status}, {@code headers}, {@code body} and {@code format_version}. */
    Object[] values(UUID id, Envelope envelope) {
        int status = envelope.status();
        try {
            EnvelopeContent content = codec.pack(id, status, HeaderText.format(envelope.headers()), envelope.body());
            int format = content.packed() ? StoredRecord.PACKED_FORMAT_VERSION : StoredRecord.FORMAT_VERSION;
            return values(status, content.headers(), content.body(), format);
        } catch (GeneralSecurityException | RuntimeException e) {
            // The handler has run: better a response that is not replayed than one that is stored in clear, or a free
            // key.
            logger.log(
                    Level.ERROR,
                    "The response of record " + RecordKey.shortHash(id)
                            + " cannot be encrypted and is not stored: duplicates get result-not-stored",
                    e);
            return values(status, "", null, StoredRecord.FORMAT_VERSION);
        }
    }

    /** As {@link #values(UUID, Envelope)}, followed by those that a claim is found by. */
    Object[] values(Claim claim, Envelope envelope) {
        return Sql.concat(values(claim.id(), envelope), Sql.values(claim));
    }

    private static Object[] values(int status, @Nullable String headers, byte @Nullable [] body, int format) {
        return new Object[] {status, headers == null ? Null.TEXT : headers, body == null ? Null.BYTES : body, format};
    }

    /** Null if it cannot be read for now. */
    @Nullable
    Envelope envelope(UUID id, int format, ResultSet row) throws SQLException {
        int status = row.getInt("status");
        boolean packed = format == StoredRecord.PACKED_FORMAT_VERSION;
        EnvelopeContent stored = new EnvelopeContent(packed, row.getString("headers"), row.getBytes("body"));
        try {
            EnvelopeContent content = codec.unpack(id, status, stored);
            String headers = content.headers();
            return new Envelope(status, headers == null ? List.of() : HeaderText.parse(headers), content.body());
        } catch (UnreadableContentException e) {
            logger.log(
                    Level.WARNING,
                    "The stored response of record " + RecordKey.shortHash(id) + " cannot be read: " + e.getMessage()
                            + ". Its duplicates get result-not-stored");
            return Envelope.notStored(status);
        } catch (KeysUnavailableException e) {
            logger.log(
                    Level.WARNING,
                    "The stored response of record " + RecordKey.shortHash(id) + " cannot be read now: "
                            + e.getMessage(),
                    e);
            return null;
        }
    }

    /** Null if it cannot be kept: the step has run. */
    byte @Nullable [] result(UUID id, String step, byte @Nullable [] result) {
        if (result == null) {
            return null;
        }
        try {
            return codec.packStep(id, step, result);
        } catch (GeneralSecurityException | RuntimeException e) {
            logger.log(
                    Level.ERROR,
                    "The result of step '" + step + "' of record " + RecordKey.shortHash(id)
                            + " cannot be encrypted and is not kept: if the operation is interrupted, nobody can resume"
                            + " or undo it",
                    e);
            return null;
        }
    }

    /** The result of a step as it was kept; null if it was not, or is lost. */
    byte @Nullable [] read(UUID id, String step, byte @Nullable [] stored) {
        if (stored == null) {
            return null;
        }
        try {
            return codec.unpackStep(id, step, stored);
        } catch (UnreadableContentException e) {
            logger.log(
                    Level.ERROR,
                    "The result of step '" + step + "' of record " + RecordKey.shortHash(id) + " cannot be read: "
                            + e.getMessage() + ". The operation can neither be resumed nor undone");
            return null;
        } catch (KeysUnavailableException e) {
            throw new UnreadableRecordException("The result of step '" + step + "' of record " + RecordKey.shortHash(id)
                    + " cannot be read now: " + e.getMessage());
        }
    }
}
