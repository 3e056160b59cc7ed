package io.github.idempotency.limits;

/**
 * The most that records may take.
 *
 * @param records their number; {@link Long#MAX_VALUE} for any
 * @param bytes   their size as stored, indexes and free room aside; {@link Long#MAX_VALUE} for any
 */
public record Quota(long records, long bytes) {

    /** No quota. */
    public static final Quota NONE = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);

    double shareOf(Used used) {
        return Math.max((double) used.records() / records, (double) used.bytes() / bytes);
    }

    /** What records take. */
    record Used(long records, long bytes) {

        static final Used NOTHING = new Used(0, 0);

        Used and(long moreRecords, long bytesEach) {
            return moreRecords == 0 ? this : new Used(records + moreRecords, bytes + moreRecords * bytesEach);
        }

        Used and(Used other) {
            return new Used(records + other.records, bytes + other.bytes);
        }
    }
}
