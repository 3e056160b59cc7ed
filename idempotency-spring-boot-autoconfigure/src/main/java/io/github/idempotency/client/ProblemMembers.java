package io.github.idempotency.client;

import org.jspecify.annotations.Nullable;

/** Reads a boolean member of problem details, without a JSON library and without trust in what a server sends. */
final class ProblemMembers {

    private ProblemMembers() {}

    /** The member of the outermost object; null if there is none, or if it is neither true nor false. */
    static @Nullable Boolean find(String json, String member) {
        int depth = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (c == '"') {
                int end = endOfString(json, i);
                int value = afterColon(json, end + 1);
                if (depth == 1 && value > 0 && json.substring(i + 1, end).equals(member)) {
                    return bool(json, value);
                }
                i = end;
            }
        }
        return null;
    }

    private static @Nullable Boolean bool(String json, int at) {
        if (json.startsWith("true", at)) {
            return true;
        }
        return json.startsWith("false", at) ? false : null;
    }

    /** Index of the closing quote; the end of the text if there is none. */
    private static int endOfString(String json, int open) {
        for (int i = open + 1; i < json.length(); i++) {
            if (json.charAt(i) == '\\') {
                i++;
            } else if (json.charAt(i) == '"') {
                return i;
            }
        }
        return json.length();
    }

    /** Index of the value if what ended before was the name of a member, else -1. */
    private static int afterColon(String json, int from) {
        int colon = skipSpace(json, from);
        return colon < json.length() && json.charAt(colon) == ':' ? skipSpace(json, colon + 1) : -1;
    }

    private static int skipSpace(String json, int from) {
        int i = from;
        while (i < json.length() && Character.isWhitespace(json.charAt(i))) {
            i++;
        }
        return i;
    }
}
