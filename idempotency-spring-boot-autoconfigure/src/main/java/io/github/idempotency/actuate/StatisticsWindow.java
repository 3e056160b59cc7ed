package io.github.idempotency.actuate;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The period that an operator asks for. */
final class StatisticsWindow {

    static final Duration DEFAULT = Duration.ofHours(1);

    private static final Pattern FORMAT = Pattern.compile("(\\d{1,6})([mhd])");

    private StatisticsWindow() {}

    /** Reads a window such as {@code 30m}; null stands for {@link #DEFAULT}. */
    static Duration parse(@Nullable String text, Duration longest) {
        if (text == null) {
            return DEFAULT;
        }
        Matcher format = FORMAT.matcher(text.strip().toLowerCase(Locale.ROOT));
        Duration window = format.matches() ? duration(Long.parseLong(format.group(1)), format.group(2)) : Duration.ZERO;
        if (window.isZero() || window.compareTo(longest) > 0) {
            throw RefusedException.badRequest(
                    "The window must be from 1m to %dd, as minutes, hours or days: 30m, 1h or 7d. Statistics are kept for idempotency.statistics.retention."
                            .formatted(longest.toDays()));
        }
        return window;
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
