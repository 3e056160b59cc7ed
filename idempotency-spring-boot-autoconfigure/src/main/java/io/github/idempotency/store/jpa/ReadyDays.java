package io.github.idempotency.store.jpa;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The days, in UTC, for which there is a partition: responses that expire on one of them can be stored there.
 *
 * @param first today, or later
 * @param last  included
 */
record ReadyDays(LocalDate first, LocalDate last) {

    /** The first days without a gap; empty if there is none. */
    static Optional<ReadyDays> of(LocalDate today, List<ResponsePartition> partitions) {
        LocalDate first = null;
        LocalDate end = null;
        for (ResponsePartition partition : inOrder(today, partitions)) {
            if (end == null) {
                first = partition.from().isBefore(today) ? today : partition.from();
            } else if (!end.equals(partition.from())) {
                break;
            }
            end = partition.end();
        }
        return first == null || end == null ? Optional.empty() : Optional.of(new ReadyDays(first, end.minusDays(1)));
    }

    private static List<ResponsePartition> inOrder(LocalDate today, List<ResponsePartition> partitions) {
        return partitions.stream()
                .filter(partition -> !partition.isDetaching() && partition.end().isAfter(today))
                .sorted(Comparator.comparing(ResponsePartition::from))
                .toList();
    }
}
