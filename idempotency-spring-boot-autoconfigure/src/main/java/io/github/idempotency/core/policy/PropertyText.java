package io.github.idempotency.core.policy;

import java.time.Duration;
import java.util.Locale;

/** Values the way they are written in properties. */
public final class PropertyText {

    private static final long KILOBYTE = 1024;
    private static final long MEGABYTE = KILOBYTE * KILOBYTE;

    private PropertyText() {}

    /** The duration in its largest whole unit, such as {@code 7d} or {@code 1500ms}. */
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        if (duration.toNanosPart() % 1_000_000 != 0) {
            return duration.toString();
        }
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** The constant in lower case, such as {@code fail-closed}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The size in its largest whole unit, such as {@code 1MB}. */
    public static String ofBytes(long bytes) {
        if (bytes != 0 && bytes % MEGABYTE == 0) {
            return bytes / MEGABYTE + "MB";
        }
        return bytes != 0 && bytes % KILOBYTE == 0 ? bytes / KILOBYTE + "KB" : bytes + "B";
    }
}
