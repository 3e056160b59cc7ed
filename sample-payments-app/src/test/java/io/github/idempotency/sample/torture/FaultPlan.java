package io.github.idempotency.sample.torture;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Which faults come when; the same for the same seed. They come in rounds, so that a short run has each kind too. */
final class FaultPlan {

    private static final int SHORTEST_PAUSE = 1_000;

    private static final int LONGEST_PAUSE = 2_600;

    private final Random random;

    private final Deque<FaultKind> round = new ArrayDeque<>();

    private FaultPlan(long seed) {
        this.random = new Random(seed);
    }

    static List<Planned> of(TortureSettings settings, int targets) {
        FaultPlan plan = new FaultPlan(settings.seed());
        List<Planned> faults = new ArrayList<>();
        long at = SHORTEST_PAUSE;
        while (at < settings.duration().toMillis()) {
            FaultKind kind = plan.nextKind();
            faults.add(new Planned(Duration.ofMillis(at), kind, plan.random.nextInt(targets), plan.length(kind)));
            at += plan.random.nextInt(SHORTEST_PAUSE, LONGEST_PAUSE);
        }
        return faults;
    }

    private FaultKind nextKind() {
        if (round.isEmpty()) {
            List<FaultKind> kinds = new ArrayList<>();
            for (FaultKind kind : FaultKind.values()) {
                kinds.addAll(Collections.nCopies(kind.share, kind));
            }
            Collections.shuffle(kinds, random);
            round.addAll(kinds);
        }
        return round.remove();
    }

    private Duration length(FaultKind kind) {
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
