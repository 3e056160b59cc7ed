package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.UnreadableRecordException;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** Reads rows, and knows the numbers that stand for states. */
final class Rows {

    static final int IN_PROGRESS = 0;
    static final int COMPLETED = 1;
    static final int UNCERTAIN = 2;
    static final int SUSPENDED = 5;
    static final int COMPENSATING = 6;
    static final int COMPENSATED = 7;

    private Rows() {}

    static Claim claim(ResultSet row) throws SQLException {
        return new Claim(row.getObject("id", UUID.class), row.getLong("fence"), row.getObject("owner", UUID.class));
    }

    /** Reads a record, and its response if that is elsewhere, on the same connection. */
    static StoredRecord record(Connection connection, ResultSet row, StoredContent content) throws SQLException {
        Claim claim = claim(row);
        int formatVersion = row.getInt("format_version");
        RecordState state = state(row.getInt("state"));
        boolean readable = StoredRecord.isKnownFormat(formatVersion) && state == RecordState.COMPLETED;
        return new StoredRecord(
                claim,
                state,
                new Fingerprint(row.getInt("fingerprint_version"), row.getBytes("fingerprint")),
                row.getBoolean("applied"),
                row.getBoolean("lease_lapsed"),
                row.getBoolean("expired"),
                row.getBoolean("result_expired"),
                Duration.ofNanos((long) (1e9 * row.getDouble("replayable_for"))),
                formatVersion,
                readable ? content.envelope(connection, claim, formatVersion, row) : null);
    }

    static RecordState state(int number) {
        return switch (number) {
            case IN_PROGRESS -> RecordState.IN_PROGRESS;
            case COMPLETED -> RecordState.COMPLETED;
            case UNCERTAIN -> RecordState.UNCERTAIN;
            case SUSPENDED -> RecordState.SUSPENDED;
            case COMPENSATING -> RecordState.COMPENSATING;
            case COMPENSATED -> RecordState.COMPENSATED;
            default ->
                throw new UnreadableRecordException(
                        "The idempotency record is in state %d, which this version of the library does not know: a newer version has written it"
                                .formatted(number));
        };
    }
}
