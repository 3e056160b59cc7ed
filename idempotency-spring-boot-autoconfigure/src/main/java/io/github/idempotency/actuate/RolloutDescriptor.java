package io.github.idempotency.actuate;

import io.github.idempotency.KeyRequirement;
import io.github.idempotency.PayloadMatch;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PropertyText;
import io.github.idempotency.core.policy.Rollout;
import java.util.Map;

/**
 * Which phase of the rollout an operation is ready for, by what was counted.
 *
 * <ul>
 *   <li>{@code optional}: if the policy enforces no payload, or less than one in {@value #REQUESTS_PER_CONFLICT} requests with a
 *       key met another payload. From this phase on such a request is not run, and before {@code strict} nobody tells its client.
 *   <li>{@code required}: if besides that the policy demands no key, or at least {@value #MIN_REQUESTS} requests were counted
 *       and {@value #MIN_KEY_PERCENT} % of them carried a key.
 *   <li>{@code strict}: if besides that the policy enforces no payload, or at least {@value #MIN_REQUESTS} requests carried a
 *       key.
 * </ul>
 *
 * <p>It is never ready for less than the phase that it is in.
 *
 * @param readyFor the last phase it is ready for
 * @param reason   what keeps it from the next one, or that nothing does; in a phase that the figures would not allow, that
 * @param keyShare part of the requests that carried a key, from 0 to 1; 0 without requests
 * @param total    figures of all clients
 * @param clients  figures by client version, the most frequent; others are {@code other}
 */
public record RolloutDescriptor(
        String readyFor, String reason, double keyShare, RolloutFigures total, Map<String, RolloutFigures> clients) {

    /** Requests without which nothing can be said. */
    public static final int MIN_REQUESTS = 1000;

    /** Percentage of requests that have to carry a key. */
    public static final int MIN_KEY_PERCENT = 99;

    /** One conflict in this many requests is too much. */
    public static final int REQUESTS_PER_CONFLICT = 1000;

    static RolloutDescriptor of(Rollout present, OperationPolicy policy, Map<String, RolloutFigures> clients) {
        RolloutFigures total = clients.values().stream().reduce(RolloutFigures.NONE, RolloutFigures::plus);
        double keyShare = total.requests() == 0 ? 0 : (double) total.withKey() / total.requests();
        Readiness readiness = Readiness.of(policy, total).inPhase(present);
        return new RolloutDescriptor(PropertyText.of(readiness.phase()), readiness.reason(), keyShare, total, clients);
    }

    /** The last phase that something allows, and what it has against the next. */
    private record Readiness(Rollout phase, String reason) {

        static Readiness of(OperationPolicy policy, RolloutFigures total) {
            String notOptional = whyNotOptional(policy, total);
            if (!notOptional.isEmpty()) {
                return new Readiness(Rollout.OBSERVE, notOptional);
            }
            String notRequired = whyNotRequired(policy, total);
            if (!notRequired.isEmpty()) {
                return new Readiness(Rollout.OPTIONAL, notRequired);
            }
            String notStrict = whyNotStrict(policy, total);
            return notStrict.isEmpty()
                    ? new Readiness(Rollout.STRICT, "nothing is left to wait for")
                    : new Readiness(Rollout.REQUIRED, notStrict);
        }

        /** A phase that has begun is not waited for; what the figures have against it is still worth knowing. */
        Readiness inPhase(Rollout present) {
            return phase.compareTo(present) >= 0
                    ? this
                    : new Readiness(
                            present,
                            "in " + PropertyText.of(present) + " already; the figures alone would allow "
                                    + PropertyText.of(phase) + ": " + reason);
        }

        private static String whyNotOptional(OperationPolicy policy, RolloutFigures total) {
            long conflicts = total.conflicts() + total.mismatches();
            boolean tooMany = conflicts > 0 && conflicts * REQUESTS_PER_CONFLICT >= total.withKey();
            return tooMany && policy.payloadMatch() != PayloadMatch.OBSERVE
                    ? "too many conflicts: " + conflicts + " of " + total.withKey()
                            + " requests with a key, fewer than 1 in " + REQUESTS_PER_CONFLICT + " should"
                    : "";
        }

        private static String whyNotRequired(OperationPolicy policy, RolloutFigures total) {
            if (policy.key() == KeyRequirement.OPTIONAL) {
                return "";
            }
            if (total.requests() < MIN_REQUESTS) {
                return "too few requests: " + total.requests() + " of " + MIN_REQUESTS;
            }
            return total.withKey() * 100 < total.requests() * MIN_KEY_PERCENT
                    ? "too few keys: " + total.withKey() + " of " + total.requests() + " requests carry one, "
                            + MIN_KEY_PERCENT + " % should"
                    : "";
        }

        private static String whyNotStrict(OperationPolicy policy, RolloutFigures total) {
            return policy.payloadMatch() != PayloadMatch.OBSERVE && total.withKey() < MIN_REQUESTS
                    ? "too few requests with a key: " + total.withKey() + " of " + MIN_REQUESTS
                    : "";
        }
    }
}
