package io.github.idempotency.core.policy;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a single policy value may be, whatever the others are. */
final class PolicyBounds {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MAX_RETENTION = Duration.ofDays(3650);
    private static final long MAX_SIZE = 1024L * 1024 * 1024;
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private PolicyBounds() {}

    static void check(PolicySource source) {
        PolicyOverrides policy = source.overrides();
        duration(source, "lease", policy.lease(), SECOND, "1s", Duration.ofHours(1), "1h");
        duration(source, "retention", policy.retention(), SECOND, "1s", MAX_RETENTION, "3650d");
        duration(source, "result-retention", policy.resultRetention(), Duration.ZERO, "0", MAX_RETENTION, "3650d");
        duration(
                source, "wait-timeout", policy.waitTimeout(), Duration.ofMillis(1), "1ms", Duration.ofMinutes(1), "1m");
        size(source, "max-request-size", policy.maxRequestSize());
        size(source, "max-response-size", policy.maxResponseSize());
        headers(source, policy.fingerprintHeaders());
        headerPatterns(source, policy.storedHeaders());
    }

    private static void duration(
            PolicySource source,
            String property,
            @Nullable Duration value,
            Duration min,
            String minText,
            Duration max,
            String maxText) {
        if (value != null && (value.compareTo(min) < 0 || value.compareTo(max) > 0)) {
            throw outOfBounds(source, property, PropertyText.of(value), minText, maxText);
        }
    }

    private static void size(PolicySource source, String property, @Nullable Long bytes) {
        if (bytes != null && (bytes < 1 || bytes > MAX_SIZE)) {
            throw outOfBounds(source, property, bytes + "B", "1B", "1GB");
        }
    }

    private static void headers(PolicySource source, @Nullable List<String> names) {
        for (String name : names == null ? List.<String>of() : names) {
            if (!HEADER_NAME.matcher(name).matches()) {
                String where = source.where("fingerprint-headers");
                throw new InvalidPolicyException(
                        where + " names '" + name + "', which is not the name of a header.",
                        "Set " + where + " to names of request headers, such as X-Api-Version.");
            }
        }
    }

    private static void headerPatterns(PolicySource source, @Nullable List<String> patterns) {
        for (String pattern : patterns == null ? List.<String>of() : patterns) {
            int star = pattern.indexOf('*');
            if (!HEADER_NAME.matcher(pattern).matches() || (star >= 0 && star < pattern.length() - 1)) {
                String where = source.where("stored-headers");
                throw new InvalidPolicyException(
                        where + " names '" + pattern
                                + "', which is neither the name of a header nor the beginning of one and a *.",
                        "Set " + where + " to names of response headers, such as ETag or X-Payment-*.");
            }
        }
    }

    private static InvalidPolicyException outOfBounds(
            PolicySource source, String property, String value, String min, String max) {
        String where = source.where(property);
        return new InvalidPolicyException(
                where + " is " + value + ", which is not from " + min + " to " + max + '.',
                "Set " + where + " to a value from " + min + " to " + max + '.');
    }
}
