package io.github.idempotency.sample.drill;

import io.github.idempotency.drill.DrillReport;
import io.github.idempotency.drill.DrillResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs all drills, one run at a time, and counts their results. */
class DrillRunner {

    private static final Logger LOG = LoggerFactory.getLogger(DrillRunner.class);

    private final SampleDrills drills;

    private final DrillAccount account;

    private final MeterRegistry meters;

    private final ReentrantLock oneAtATime = new ReentrantLock();

    DrillRunner(SampleDrills drills, DrillAccount account, MeterRegistry meters) {
        this.drills = drills;
        this.account = account;
        this.meters = meters;
    }

    /** What the drills came to; nothing if a run is under way, or this one was interrupted. */
    Optional<DrillRun> run() {
        if (!oneAtATime.tryLock()) {
            return Optional.empty();
        }
        try {
            account.prepare();
            StringBuilder table = new StringBuilder();
            List<DrillRun.Row> rows = new ArrayList<>();
            drills.byOperation().forEach((operation, drill) -> {
                DrillReport report = drill.report();
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                table.append(report.table());
                report.results().forEach(result -> rows.add(count(operation, result)));
            });
            if (Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            return Optional.of(DrillRun.of(rows, table.toString()));
        } finally {
            oneAtATime.unlock();
        }
    }

    private DrillRun.Row count(String operation, DrillResult result) {
        String verdict = result.verdict().name().toLowerCase(Locale.ROOT);
        meters.timer(
                        "idempotency.drill",
                        "operation",
                        operation,
                        "drill",
                        result.drill().title(),
                        "client",
                        orNone(result.client()),
                        "fault",
                        orNone(result.fault()),
                        "verdict",
                        verdict)
                .record(result.took());
        if (result.verdict() == DrillResult.Verdict.FAILED) {
            LOG.error("{}", result.message());
        }
        return new DrillRun.Row(
                operation,
                result.drill().title(),
                result.client(),
                result.fault(),
                verdict,
                result.took().toMillis(),
                result.message());
    }

    private static String orNone(String tag) {
        return tag.isEmpty() ? "none" : tag;
    }
}
