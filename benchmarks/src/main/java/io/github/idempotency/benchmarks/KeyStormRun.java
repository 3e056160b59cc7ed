package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.report.Comparison;
import io.github.idempotency.benchmarks.report.Ratio;
import io.github.idempotency.benchmarks.report.Target;
import io.github.idempotency.benchmarks.report.Targets;
import io.github.idempotency.benchmarks.server.Postgres;
import java.io.IOException;
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
 * One tenant sends new keys as fast as it can, beside the requests of another; its storage quota holds it back. As many clients
 * of an endpoint that has nothing to do with the library tell how much of it is the machine, which all of them share.
 */
final class KeyStormRun {

    private static final String TENANT = "storm";

    private static final int QUOTA = 1_000;

    static final Map<String, String> PROPERTIES = Map.of(
            "idempotency.quota.enabled",
            "true",
            "idempotency.quota.interval",
            "5s",
            "idempotency.quota.tenants." + TENANT + ".records",
            String.valueOf(QUOTA));

    private static final int STORM_CLIENTS = 4;

    private static final int CLIENTS = 4;

    private static final int KEYS = 50_000;

    private static final int FEWEST_ROUNDS = 4;

    private static final Duration SLICE = Duration.ofSeconds(2);

    private static final double LIMIT = 1.5;

    private KeyStormRun() {}

    static String run(Stage stage, Postgres database, Targets targets) throws IOException, SQLException {
        Variant bystander = Variant.of("insert", "LEASE").get(0);
        Variant nothing = Variant.of("unannotated", "with the library").get(0);
        stage.load(CLIENTS, bystander, SLICE);
        List<Double> quiet = new ArrayList<>();
        List<Double> stormy = new ArrayList<>();
        List<Double> shared = new ArrayList<>();
        for (int round = 0; round < FEWEST_ROUNDS || stage.stormed() < KEYS; round++) {
            quiet.add(stage.load(CLIENTS, bystander, SLICE).p99());
            stormy.add(stage.besideKeyStorm(TENANT, STORM_CLIENTS, CLIENTS, bystander, SLICE)
                    .p99());
            shared.add(stage.beside(nothing, STORM_CLIENTS, CLIENTS, bystander, SLICE)
                    .p99());
        }
        double before = Ratio.of(quiet).median();
        double then = Ratio.of(stormy).median();
        Comparison comparison = new Comparison(
                "p99 in ms of LEASE, %d clients, quiet and beside %d clients of another tenant that sent %d keys"
                        .formatted(CLIENTS, STORM_CLIENTS, stage.stormed()));
        comparison.add("key storm", "%.2f".formatted(before / 1e6), "%.2f".formatted(then / 1e6), then / before);
        double merelyShared = Ratio.of(shared).median();
        comparison.add(
                "as many requests to an unannotated endpoint",
                "%.2f".formatted(before / 1e6),
                "%.2f".formatted(merelyShared / 1e6),
                merelyShared / before);
        targets.add(Target.atMost("p99 of another tenant during a key storm / quiet", LIMIT, then / before));
        targets.add(
                Target.atMost("records of the storming tenant / its quota", 1.05, (double) records(database) / QUOTA));
        return comparison.toString();
    }

    private static long records(Postgres database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM idempotency_record WHERE tenant = '" + TENANT + "'")) {
            count.next();
            return count.getLong(1);
        }
    }
}
