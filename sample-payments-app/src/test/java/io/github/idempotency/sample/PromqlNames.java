package io.github.idempotency.sample;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in an expression of Prometheus, by a tokenizer that knows as much of the language as our rules use.
 *
 * @param metrics names of series
 * @param labels  labels that are matched or grouped by
 */
record PromqlNames(Set<String> metrics, Set<String> labels) {

    private static final Set<String> GROUPINGS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private static final Pattern TOKEN = Pattern.compile("""
            (?<skipped>"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\]|\\d[\\w.]*|\\s+|\\#[^\\n]*)\
            |(?<name>[a-zA-Z_:][\\w:]*)|(?<symbol>.)""", Pattern.DOTALL);

    static PromqlNames of(String expression) {
        Set<String> metrics = new TreeSet<>();
        Set<String> labels = new TreeSet<>();
        boolean matchers = false;
        boolean grouping = false;
        boolean groupingBegins = false;
        Matcher token = TOKEN.matcher(expression);
        while (token.find()) {
            String name = token.group("name");
            String symbol = token.group("symbol");
            if (symbol != null) {
                matchers = symbol.equals("{") || matchers && !symbol.equals("}");
                grouping = groupingBegins && symbol.equals("(") || grouping && !symbol.equals(")");
                groupingBegins = false;
            } else if (name != null && (matchers || grouping)) {
                labels.add(name);
            } else if (name != null && GROUPINGS.contains(name)) {
                groupingBegins = true;
            } else if (name != null && !WORDS.contains(name) && !isCalled(expression, token.end())) {
                metrics.add(name);
            }
        }
        return new PromqlNames(metrics, labels);
    }

    private static boolean isCalled(String expression, int end) {
        String rest = expression.substring(end).stripLeading();
        return rest.startsWith("(") || GROUPINGS.stream().anyMatch(word -> rest.matches("(?s)" + word + "\\s*\\(.*"));
    }
}
