package io.github.idempotency.web;

import io.github.idempotency.Idempotent;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.core.policy.PolicyOverrides;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Reads the policies of an {@link Idempotent} annotation. */
final class IdempotentAnnotations {

    private IdempotentAnnotations() {}

    /**
     * What the annotation says.
     *
     * @param operation name of the operation, for messages
     * @throws InvalidPolicyException if an attribute has several values, or one that cannot be read
     */
    static PolicyOverrides overrides(Idempotent annotation, String operation) {
        Reader reader = new Reader(operation);
        return new PolicyOverrides(
                reader.single("key", annotation.key()),
                reader.single("execution", annotation.execution()),
                reader.single("payloadMatch", annotation.payloadMatch()),
                reader.single("payloadHash", annotation.payloadHash()),
                list(annotation.fingerprintHeaders()),
                reader.single("onStoreFailure", annotation.onStoreFailure()),
                reader.single("onAbandoned", annotation.onAbandoned()),
                reader.single("onError", annotation.onError()),
                reader.single("inFlight", annotation.inFlight()),
                reader.duration("waitTimeout", annotation.waitTimeout()),
                reader.duration("lease", annotation.lease()),
                reader.duration("retention", annotation.retention()),
                reader.duration("resultRetention", annotation.resultRetention()),
                reader.size("maxRequestSize", annotation.maxRequestSize()),
                reader.size("maxResponseSize", annotation.maxResponseSize()),
                list(annotation.storedHeaders()),
                reader.single("storedBody", annotation.storedBody()));
    }

    private static @Nullable List<String> list(String[] values) {
        return values.length == 0 ? null : List.of(values);
    }

    private record Reader(String operation) {

        <T> @Nullable T single(String attribute, T[] values) {
            if (values.length > 1) {
                throw invalid(attribute, "names " + values.length + " values", "one value or none");
            }
            return values.length == 0 ? null : values[0];
        }

        @Nullable
        Duration duration(String attribute, String value) {
            return parse(attribute, value, DurationStyle::detectAndParse, "a duration such as 30s, 24h, 7d or PT24H");
        }

        @Nullable
        Long size(String attribute, String value) {
            return parse(attribute, value, text -> DataSize.parse(text).toBytes(), "a size such as 512KB or 1MB");
        }

        private <T> @Nullable T parse(String attribute, String value, Function<String, T> parser, String allowed) {
            if (value.isEmpty()) {
                return null;
            }
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw invalid(attribute, "is \"" + value + '"', allowed);
            }
        }

        private InvalidPolicyException invalid(String attribute, String problem, String allowed) {
            return new InvalidPolicyException(
                    attribute + " of @Idempotent on operation '" + operation + "' " + problem + '.',
                    "Set the attribute to " + allowed + '.');
        }
    }
}
