package io.github.idempotency.benchmarks.report;

import java.util.List;
import java.util.Map;

/** Throughput of the variants beside the bare handler, as an SVG that is readable on light and dark pages. */
public final class BarChart {

    private static final int ROW = 22;

    private static final int LABELS = 250;

    private static final int WIDTH = 760;

    private BarChart() {}

    /** @param variants names by workload, both in the order of the chart */
    public static String of(Results results, Map<String, List<String>> variants) {
        int clients = results.clients().get(results.clients().size() - 1);
        StringBuilder bars = new StringBuilder();
        int y = 40;
        for (String workload : results.workloads(variants.keySet())) {
            y += ROW;
            bars.append(text(8, y, "start", "font-weight=\"bold\"", workload));
            double widest = variants.getOrDefault(workload, List.of()).stream()
                    .mapToDouble(
                            name -> results.throughput(clients, workload, name).median())
                    .filter(value -> !Double.isNaN(value))
                    .max()
                    .orElse(1);
            double scale = (WIDTH - LABELS - 60) / Math.max(1, widest);
            for (String name : variants.getOrDefault(workload, List.of())) {
                Ratio ratio = results.throughput(clients, workload, name);
                if (ratio.isKnown()) {
                    y += ROW;
                    bars.append(bar(y, name, ratio.median(), scale));
                }
            }
        }
        String title =
                "Throughput as a multiple of the bare handler's, %d clients (median of the rounds)".formatted(clients);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                %s%s</svg>
                """.formatted(WIDTH, y + ROW, text(8, 26, "start", "", title), bars);
    }

    private static String bar(int y, String name, double value, double scale) {
        String colour = name.equals("bare") ? "#9aa5b1" : "#2f6f9f";
        return text(LABELS - 8, y, "end", "", name)
                + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"%s\"/>\n"
                        .formatted(LABELS, y - 11, value * scale, colour)
                + text(LABELS + (int) (value * scale) + 6, y, "start", "", "%.2f".formatted(value));
    }

    private static String text(int x, int y, String anchor, String attributes, String text) {
        return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#1f2933\" %s>%s</text>\n"
                .formatted(x, y, anchor, attributes, text);
    }
}
