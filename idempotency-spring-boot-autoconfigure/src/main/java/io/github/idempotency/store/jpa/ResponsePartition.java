package io.github.idempotency.store.jpa;

import java.time.LocalDate;

/**
 * A partition of the table of responses.
 *
 * @param name        its name, quoted and qualified as far as needed
 * @param from        its first day
 * @param end         the day after its last one
 * @param isDetaching whether somebody has begun to detach it; nothing can be stored in it any more
 * @param isOver      whether all its days have passed, by a margin, so that nothing in it is replayed any more
 */
record ResponsePartition(String name, LocalDate from, LocalDate end, boolean isDetaching, boolean isOver) {

    boolean covers(LocalDate day) {
        return !isDetaching && !day.isBefore(from) && day.isBefore(end);
    }
}
