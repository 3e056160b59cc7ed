package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.policy.PropertyText;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/** Checks of property values; a failure carries the full name of the property. */
final class PropertyChecks {

    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern ROUTE = Pattern.compile("((POST|PUT|PATCH|DELETE|ANY) )?/.*");

    private PropertyChecks() {}

    static void check(boolean valid, String property, @Nullable Object value, String reason) {
        if (!valid) {
            throw new InvalidConfigurationPropertyValueException(property, asWritten(value), reason);
        }
    }

    private static @Nullable Object asWritten(@Nullable Object value) {
        if (value instanceof Duration duration) {
            return PropertyText.of(duration);
        }
        if (value instanceof DataSize size) {
            return PropertyText.ofBytes(size.toBytes());
        }
        return value instanceof Enum<?> constant ? PropertyText.of(constant) : value;
    }

    static void range(String property, int value, int min, int max) {
        check(value >= min && value <= max, property, value, "must be from " + min + " to " + max);
    }

    static void range(String property, Duration value, String min, String max) {
        check(
                value.compareTo(DurationStyle.detectAndParse(min)) >= 0
                        && value.compareTo(DurationStyle.detectAndParse(max)) <= 0,
                property,
                value,
                "must be from " + min + " to " + max);
    }

    static void header(String property, @Nullable String value) {
        check(
                value != null && HEADER.matcher(value).matches(),
                property,
                value,
                "must be the name of an HTTP header, such as X-Tenant-Id");
    }

    static void headerPattern(String property, String value) {
        check(
                HEADER.matcher(value).matches()
                        && value.indexOf('*') == (value.endsWith("*") ? value.length() - 1 : -1),
                property,
                value,
                "must be the name of an HTTP header, or the beginning of one and a *");
    }

    static void uriBase(String property, String value) {
        check(
                isUriBase(value),
                property,
                value,
                "must be the beginning of an absolute URI, such as https://example.org/");
    }

    static void exemption(String pattern, String reason) {
        String property = "idempotency.exempt.[" + pattern + ']';
        check(
                ROUTE.matcher(pattern).matches(),
                property,
                reason,
                "the name must be a route pattern in brackets, such as [/oauth2/**] or [POST /oauth2/token]");
        check(hasText(reason), property, reason, "must say why these endpoints need no idempotency key");
    }

    static boolean hasText(@Nullable String value) {
        return StringUtils.hasText(value);
    }

    static String text(Enum<?> value) {
        return PropertyText.of(value);
    }

    private static boolean isUriBase(String value) {
        try {
            return URI.create(value + "code").isAbsolute();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
