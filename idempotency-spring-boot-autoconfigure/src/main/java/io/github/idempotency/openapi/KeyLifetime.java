package io.github.idempotency.openapi;

import io.github.idempotency.core.policy.OperationPolicy;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;

/** How long a key and its response are kept, in words. */
final class KeyLifetime {

    private KeyLifetime() {}

    /** The shortest of several policies: what a client can rely on. */
    static String of(Collection<OperationPolicy> policies) {
        Duration key = shortest(policies, OperationPolicy::retention);
        Duration result = shortest(policies, OperationPolicy::resultRetention);
        String remembered = "The key is remembered for " + words(key);
        if (result.isZero()) {
            return remembered + "; the response is not kept.";
        }
        return result.compareTo(key) < 0
                ? remembered + ", the response is replayed for " + words(result) + "."
                : remembered + ", and the response is replayed as long.";
    }

    private static Duration shortest(
            Collection<OperationPolicy> policies, Function<OperationPolicy, Duration> retention) {
        return policies.stream().map(retention).min(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** In the largest whole unit, such as 7 days or 90 seconds. */
    private static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0 || duration.toNanosPart() != 0) {
            return count(duration.toMillis(), "millisecond");
        }
        if (seconds % 86_400 == 0) {
            return count(seconds / 86_400, "day");
        }
        if (seconds % 3_600 == 0) {
            return count(seconds / 3_600, "hour");
        }
        return seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
