package io.github.idempotency.web;

import java.util.List;

/** Names of headers, in lower case; a trailing {@code *} stands for any ending. */
final class HeaderPatterns {

    private HeaderPatterns() {}

    /** Whether a lower-case name is among those meant by the patterns. */
    static boolean match(List<String> patterns, String name) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    }
}
