package io.github.idempotency.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Reads {@code Retry-After} (RFC 9110, 10.2.3). A date is measured against the response's own, whatever this machine's clock says. */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("0*([0-9]+)");

    /** 68 years: what RFC 9111 (1.2.2) has a number of seconds count as that is too large. */
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    private static final int DIGITS = 10;

    private RetryAfter() {}

    /** The time to wait, never negative, 68 years at most; zero if the header is absent or cannot be understood. */
    static Duration of(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        if (value == null) {
            return Duration.ZERO;
        }
        String text = value.trim();
        Matcher seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            String digits = seconds.group(1);
            return digits.length() > DIGITS ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(digits)));
        }
        Instant then = date(text);
        Instant now = date(headers.getFirst(HttpHeaders.DATE));
        return then == null || now == null || then.isBefore(now) ? Duration.ZERO : bounded(Duration.between(now, then));
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static @Nullable Instant date(@Nullable String value) {
        try {
            return value == null
                    ? null
                    : ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
