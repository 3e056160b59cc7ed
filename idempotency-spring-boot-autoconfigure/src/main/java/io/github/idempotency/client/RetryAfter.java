package io.github.idempotency.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Reads {@code Retry-After} (RFC 9110, 10.2.3). A date is measured against the response's own, whatever this machine's clock says. */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    private RetryAfter() {}

    /** The time to wait, never negative; zero if the header is absent or cannot be understood. */
    static Duration of(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        if (value == null) {
            return Duration.ZERO;
        }
        String text = value.trim();
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Instant then = date(text);
        Instant now = date(headers.getFirst(HttpHeaders.DATE));
        return then == null || now == null || then.isBefore(now) ? Duration.ZERO : Duration.between(now, then);
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
