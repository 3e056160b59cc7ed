package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.report.Comparison;
import io.github.idempotency.benchmarks.report.Ratio;
import io.github.idempotency.benchmarks.report.Target;
import io.github.idempotency.benchmarks.report.Targets;
import io.github.idempotency.benchmarks.server.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One tenant sends new keys as fast as it can, beside the requests of another; its storage quota holds it back, on one instance
 * with refusals at once, on the other with refusals that are held. As many clients of an endpoint that has nothing to do with
 * the library tell how much of it is the machine, which all of them share.
 */
final class KeyStormRun {

    private static final int QUOTA = 1_000;

    private static final int CLIENTS = 4;

    /** Refused at once, as many as the others; each takes a good part of a processor. */
    private static final int HURRIED_CLIENTS = 4;

    /** Refused later, so many that they would overwhelm the machine. */
    private static final int HELD_CLIENTS = 200;

    private static final int KEYS = 50_000;

    private static final int PACE = 500;

    private static final int FEWEST_ROUNDS = 4;

    private static final Duration SLICE = Duration.ofSeconds(2);

    private static final Duration LONG_SLICE = Duration.ofSeconds(10);

    private static final double LIMIT = 1.5;

    private static final String HURRIED = "hurried";

    private static final String HELD = "held";

    static final Map<String, String> AT_ONCE = Map.of(
            "idempotency.quota.enabled",
            "true",
            "idempotency.quota.interval",
            "5s",
            "idempotency.quota.tenants." + HURRIED + ".records",
            String.valueOf(QUOTA),
            "idempotency.throttle.refusals-per-second",
            "0");

    static final Map<String, String> LATER = Map.of(
            "idempotency.quota.enabled",
            "true",
            "idempotency.quota.interval",
            "5s",
            "idempotency.quota.tenants." + HELD + ".records",
            String.valueOf(QUOTA),
            "idempotency.throttle.refusals-per-second",
            String.valueOf(PACE));

    private final Variant bystander = Variant.of("insert", "LEASE").get(0);

    private final Variant nothing =
            Variant.of("unannotated", "with the library").get(0);

    private final Comparison comparison =
            new Comparison("p99 in ms of LEASE, %d clients, quiet and beside".formatted(CLIENTS));

    /** On an instance that refuses at once. */
    void atOnce(Stage stage, Postgres database, Targets targets) throws SQLException {
        run(stage, HURRIED, HURRIED_CLIENTS, "refused at once", SLICE);
        bound(HURRIED, database, targets);
        List<Double> quiet = new ArrayList<>();
        List<Double> shared = new ArrayList<>();
        for (int round = 0; round < FEWEST_ROUNDS; round++) {
            quiet.add(quiet(stage));
            shared.add(stage.beside(nothing, HURRIED_CLIENTS, CLIENTS, bystander, SLICE)
                    .p99());
        }
        compare("%d clients of an unannotated endpoint".formatted(HURRIED_CLIENTS), quiet, shared);
    }

    /** On an instance that holds refusals. */
    void later(Stage stage, Postgres database, Targets targets) throws SQLException {
        double ratio = run(stage, HELD, HELD_CLIENTS, "%d refused a second".formatted(PACE), LONG_SLICE);
        targets.add(Target.atMost("p99 of another tenant during a key storm / quiet", LIMIT, ratio));
        bound(HELD, database, targets);
    }

    String report() {
        return comparison.toString();
    }

    private double run(Stage stage, String tenant, int clients, String how, Duration slice) {
        stage.load(CLIENTS, bystander, SLICE);
        List<Double> quiet = new ArrayList<>();
        List<Double> stormy = new ArrayList<>();
        while (quiet.size() < FEWEST_ROUNDS || stage.stormed() < KEYS) {
            quiet.add(quiet(stage));
            stormy.add(stage.besideKeyStorm(tenant, clients, CLIENTS, bystander, slice)
                    .p99());
        }
        return compare(
                "%d clients of a tenant with %d keys, %s".formatted(clients, stage.stormed(), how), quiet, stormy);
    }

    private double quiet(Stage stage) {
        return stage.load(CLIENTS, bystander, SLICE).p99();
    }

    private double compare(String what, List<Double> quiet, List<Double> then) {
        double before = Ratio.of(quiet).median();
        double beside = Ratio.of(then).median();
        comparison.add(what, "%.2f".formatted(before / 1e6), "%.2f".formatted(beside / 1e6), beside / before);
        return beside / before;
    }

    private static void bound(String tenant, Postgres database, Targets targets) throws SQLException {
        targets.add(Target.atMost(
                "records of the storming tenant (%s) / its quota".formatted(tenant),
                1.05,
                (double) records(tenant, database) / QUOTA));
    }

    private static long records(String tenant, Postgres database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM idempotency_record WHERE tenant = '" + tenant + "'")) {
            count.next();
            return count.getLong(1);
        }
    }
}
