package io.github.idempotency.sample.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Which faults come when; the same for the same seed. */
final class FaultPlan {

    private static final int SHORTEST_PAUSE = 1_000;

    private static final int LONGEST_PAUSE = 2_600;

    private FaultPlan() {}

    static List<Planned> of(TortureSettings settings, int targets) {
        Random random = new Random(settings.seed());
        List<Planned> plan = new ArrayList<>();
        long at = SHORTEST_PAUSE;
        while (at < settings.duration().toMillis()) {
            FaultKind kind = kind(random.nextInt(100));
            plan.add(new Planned(Duration.ofMillis(at), kind, random.nextInt(targets), length(kind, random)));
            at += random.nextInt(SHORTEST_PAUSE, LONGEST_PAUSE);
        }
        return plan;
    }

    private static FaultKind kind(int draw) {
        int left = draw;
        for (FaultKind kind : FaultKind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("The weights of the faults are less than 100");
    }

    private static Duration length(FaultKind kind, Random random) {
        int lease = (int) TortureSettings.LEASE.toMillis();
        return Duration.ofMillis(
                switch (kind) {
                    case KILL, CUT -> 0;
                    case FREEZE -> random.nextInt(lease + 500, 2 * lease);
                    case DATABASE_CRASH -> random.nextInt(1_500);
                    case HANG -> random.nextInt(500, 2 * lease);
                    case HOLD_BACK -> random.nextInt(200, lease);
                });
    }

    /**
     * A fault to come.
     *
     * @param at     since the start of the run
     * @param target number of the instance, if it befalls one
     * @param length how long it lasts
     */
    record Planned(Duration at, FaultKind kind, int target, Duration length) {}
}
