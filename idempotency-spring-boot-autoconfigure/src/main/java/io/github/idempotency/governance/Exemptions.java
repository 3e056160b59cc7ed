package io.github.idempotency.governance;

import io.github.idempotency.core.policy.InvalidPolicyException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/** The exemptions of {@code idempotency.exempt}, for controllers that cannot be annotated. */
final class Exemptions {

    private final List<Exemption> exemptions;
    private final Set<String> unused = new TreeSet<>();

    Exemptions(Map<String, String> reasons) {
        this.exemptions = new TreeSet<>(reasons.keySet())
                .stream()
                        .map(pattern -> Exemption.of(pattern, String.valueOf(reasons.get(pattern))))
                        .toList();
        this.unused.addAll(reasons.keySet());
    }

    /** Why an endpoint is exempt, null if it is not; where several patterns match, the first in the order of their text. */
    @Nullable
    String reason(String httpMethod, String pattern) {
        String reason = null;
        for (Exemption exemption : exemptions) {
            if (exemption.matches(httpMethod, pattern)) {
                unused.remove(exemption.text());
                reason = reason == null ? exemption.reason() : reason;
            }
        }
        return reason;
    }

    /** The patterns that matched nothing so far. */
    List<String> unused() {
        return List.copyOf(unused);
    }

    private record Exemption(String text, @Nullable String httpMethod, PathPattern pattern, String reason) {

        static Exemption of(String text, String reason) {
            int space = text.indexOf(' ');
            String path = text.substring(space + 1).strip();
            try {
                return new Exemption(
                        text,
                        space < 0 ? null : text.substring(0, space),
                        PathPatternParser.defaultInstance.parse(path),
                        reason);
            } catch (PatternParseException e) {
                throw new InvalidPolicyException(
                        "idempotency.exempt.[" + text + "] is no route pattern: " + e.getMessage() + '.',
                        "Write a pattern such as [/oauth2/**] or [POST /oauth2/token].");
            }
        }

        boolean matches(String requestMethod, String route) {
            return (httpMethod == null || httpMethod.equals(requestMethod))
                    && (pattern.getPatternString().equals(route) || pattern.matches(PathContainer.parsePath(route)));
        }
    }
}
