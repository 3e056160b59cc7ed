package io.github.idempotency.sample.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.convert.DurationStyle;

/**
 * What a run is made of.
 *
 * @param seed                 decides operations, faults and their times
 * @param duration             how long there are new operations and faults
 * @param stopAtFirstViolation whether the run ends as soon as one is seen
 * @param logs                 directory for the output of the instances
 */
record TortureSettings(long seed, Duration duration, Sabotage sabotage, boolean stopAtFirstViolation, Path logs) {

    /** Short, so that the takeovers of a run are many. */
    static final Duration LEASE = Duration.ofSeconds(3);

    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);

    /** The default length of the long run; a search ends at once when it finds something. */
    private static final Duration LONGEST_SEARCH = Duration.ofMinutes(5);

    /** Reads the system properties {@code torture.duration} and {@code torture.seed}. */
    static TortureSettings fromSystemProperties() {
        return new TortureSettings(seedProperty(), durationProperty(), Sabotage.NONE, false, logs("instances"));
    }

    static TortureSettings sabotaged(Sabotage sabotage) {
        return new TortureSettings(seedProperty(), LONGEST_SEARCH, sabotage, true, logs(sabotage.name()));
    }

    private static Path logs(String name) {
        return Path.of("target", "torture", name).toAbsolutePath();
    }

    private static long seedProperty() {
        String seed = System.getProperty("torture.seed", "");
        return seed.isBlank() ? ThreadLocalRandom.current().nextLong(1_000_000) : Long.parseLong(seed.strip());
    }

    private static Duration durationProperty() {
        String duration = System.getProperty("torture.duration", "");
        return duration.isBlank() ? DEFAULT_DURATION : DurationStyle.detectAndParse(duration.strip());
    }
}
