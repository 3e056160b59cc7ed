package io.github.idempotency.sample.drill;

import java.util.List;

/**
 * What a run of all drills came to.
 *
 * @param passed  how many passed
 * @param failed  how many failed
 * @param skipped how many lacked something
 * @param rows    each of them
 * @param table   the same for people
 */
record DrillRun(int passed, int failed, int skipped, List<Row> rows, String table) {

    record Row(
            String operation, String drill, String client, String fault, String verdict, long millis, String message) {}

    static DrillRun of(List<Row> rows, String table) {
        return new DrillRun(count(rows, "passed"), count(rows, "failed"), count(rows, "skipped"), rows, table);
    }

    private static int count(List<Row> rows, String verdict) {
        return (int) rows.stream().filter(row -> row.verdict().equals(verdict)).count();
    }
}
