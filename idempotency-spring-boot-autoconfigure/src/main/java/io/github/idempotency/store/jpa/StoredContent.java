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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Envelopes and results of steps between their columns and the core; whatever is written or read of them passes here. */
final class StoredContent {

    private static final Logger logger = System.getLogger(StoredContent.class.getName());

    /** With the day in its text the server opens no partition but that one; there are few days. */
    private static final String MOVED = """
            SELECT headers, body FROM idempotency_response WHERE day = DATE '%s' AND owner = ? AND id = ?
            """;

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
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
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

    private static Object[] values(int status, @Nullable String headers, byte @Nullable [] body, int format) {
        return new Object[] {status, headers == null ? Null.TEXT : headers, body == null ? Null.BYTES : body, format};
    }

    /** The response of a completed record, wherever it is; null if it cannot be read for now. */
    @Nullable
    Envelope envelope(Connection connection, Claim claim, int format, ResultSet row) throws SQLException {
        int status = row.getInt("status");
        boolean packed = format == StoredRecord.PACKED_FORMAT_VERSION;
        LocalDate day = row.getObject("response_day", LocalDate.class);
        if (day == null) {
            return envelope(claim.id(), status, content(packed, row));
        }
        if (row.getBoolean("response_day_over")) { // it may be dropped at any moment, which nobody shall wait for
            return Envelope.notStored(status);
        }
        Optional<EnvelopeContent> moved =
                Sql.first(connection, MOVED.formatted(day), found -> content(packed, found), claim.owner(), claim.id());
        return moved.isPresent() ? envelope(claim.id(), status, moved.get()) : Envelope.notStored(status);
    }

    private static EnvelopeContent content(boolean packed, ResultSet row) throws SQLException {
        return new EnvelopeContent(packed, row.getString("headers"), row.getBytes("body"));
    }

    private @Nullable Envelope envelope(UUID id, int status, EnvelopeContent stored) {
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
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
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
