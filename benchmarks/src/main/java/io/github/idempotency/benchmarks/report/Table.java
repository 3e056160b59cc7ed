package io.github.idempotency.benchmarks.report;

/** A table in AsciiDoc, with a title over it and a head. */
public final class Table {

    private final StringBuilder text = new StringBuilder();

    /**
     * Starts a table without rows.
     *
     * @param title  over it; not shown if empty
     * @param cols   how columns are aligned, as AsciiDoc's {@code cols}: {@code ",>"} for a name and a figure
     * @param header names of the columns
     */
    public Table(String title, String cols, Object... header) {
        text.append(title.isEmpty() ? "\n" : "\n." + title + "\n");
        text.append("[cols=\"").append(cols).append("\",options=\"header\"]\n|===\n");
        row(header);
    }

    public void row(Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            text.append(i == 0 ? "|" : " |").append(String.valueOf(cells[i]).replace("|", "\\|"));
        }
        text.append('\n');
    }

    @Override
    public String toString() {
        return text + "|===\n";
    }
}
