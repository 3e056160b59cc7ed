package io.github.idempotency.actuate;

/**
 * What a rollout is judged by.
 *
 * @param requests   requests to the operation
 * @param withKey    how many of them came with a key that can be accepted; in {@code observe} those that met a store that was
 *                   away do not count
 * @param replays    how many were, or would have been, answered from a record
 * @param conflicts  how many were, or would have been, refused for a key that was used with another payload
 * @param mismatches how many were answered although the payload differs, since it is not enforced
 */
public record RolloutFigures(long requests, long withKey, long replays, long conflicts, long mismatches) {

    static final RolloutFigures NONE = new RolloutFigures(0, 0, 0, 0, 0);

    RolloutFigures plus(RolloutFigures other) {
        return new RolloutFigures(
                requests + other.requests,
                withKey + other.withKey,
                replays + other.replays,
                conflicts + other.conflicts,
                mismatches + other.mismatches);
    }
}
