package io.github.idempotency.actuate;

import io.github.idempotency.core.ClientVersions;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.statistics.OutcomeCount;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a rollout is judged by.
 *
 * @param requests   requests to the operation
 * @param withKey    how many of them came with a key that can be accepted; in {@code observe} those that met a store that was
 *                   unavailable do not count
 * @param replays    how many were, or would have been, answered from a record
 * @param conflicts  how many were, or would have been, refused for a key that was used with another payload
 * @param mismatches how many were answered although the payload differs, since it is not enforced
 */
public record RolloutFigures(long requests, long withKey, long replays, long conflicts, long mismatches) {

    static final RolloutFigures NONE = new RolloutFigures(0, 0, 0, 0, 0);

    /** Each instance bounds the versions it tells apart; together they may see more. */
    static final int MAX_CLIENTS = 50;

    /** The figures by client version, without synthetic traffic, sorted; those beyond the {@value #MAX_CLIENTS} with the most requests are one. */
    static Map<String, RolloutFigures> byClient(List<OutcomeCount> counts) {
        Map<String, RolloutFigures> all = counts.stream()
                .filter(count -> !count.isSynthetic())
                .collect(Collectors.toMap(
                        OutcomeCount::clientVersion,
                        count -> of(count.outcome(), count.count()),
                        RolloutFigures::plus,
                        TreeMap::new));
        if (all.size() <= MAX_CLIENTS) {
            return all;
        }
        Map<String, RolloutFigures> bounded = new TreeMap<>();
        all.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().requests()))
                .forEach(entry -> bounded.merge(
                        bounded.size() < MAX_CLIENTS ? entry.getKey() : ClientVersions.OTHER,
                        entry.getValue(),
                        RolloutFigures::plus));
        return bounded;
    }

    private static RolloutFigures of(Outcome outcome, long count) {
        return switch (outcome) {
            case UNPROTECTED, KEY_REQUIRED, KEY_INVALID -> new RolloutFigures(count, 0, 0, 0, 0);
            case WOULD_REPLAY, REPLAYED, RECOVERED -> new RolloutFigures(count, count, count, 0, 0);
            case WOULD_CONFLICT, KEY_REUSED -> new RolloutFigures(count, count, 0, count, 0);
            case REPLAYED_MISMATCH -> new RolloutFigures(count, count, 0, 0, count);
            default -> new RolloutFigures(count, count, 0, 0, 0);
        };
    }

    RolloutFigures plus(RolloutFigures other) {
        return new RolloutFigures(
                requests + other.requests,
                withKey + other.withKey,
                replays + other.replays,
                conflicts + other.conflicts,
                mismatches + other.mismatches);
    }
}
