package io.github.idempotency.web;

import java.util.List;

/** Names of headers, in lower case; a trailing {@code *} stands for any ending. */
final class HeaderPatterns {

    private HeaderPatterns() {}

    /** Whether a lower-case name is among those meant by the patterns. */
    static boolean match(List<String> patterns, String name) {
        for (String pattern : patterns) {
            int prefix = pattern.length() - 1;
            if (pattern.endsWith("*") ? name.regionMatches(0, pattern, 0, prefix) : name.equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
