package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.torture.FaultPlan.Planned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Phaser;

/** Carries out a plan of faults. An instance has one trouble at a time; several instances may have theirs at once. */
final class FaultInjector {

    private final DatabaseServer database;

    private final Instances instances;

    private final ExecutorService threads;

    private final Queue<Fault> done = new ConcurrentLinkedQueue<>();

    private final Set<Instance> troubled = ConcurrentHashMap.newKeySet();

    private final Phaser lasting = new Phaser(1);

    private volatile boolean stopped;

    FaultInjector(DatabaseServer database, Instances instances, ExecutorService threads) {
        this.database = database;
        this.instances = instances;
        this.threads = threads;
    }

    /** Returns when the plan is carried out, or after {@link #stop}, and all that was begun is over. */
    void carryOut(List<Planned> plan) {
        begin(plan);
        lasting.arriveAndAwaitAdvance();
    }

    /** No more faults. */
    void stop() {
        stopped = true;
    }

    List<Fault> faults() {
        return List.copyOf(done);
    }

    private void begin(List<Planned> plan) {
        Instant start = Instant.now();
        for (Planned fault : plan) {
            Duration wait = Duration.between(Instant.now(), start.plus(fault.at()));
            if (!wait.isNegative()) {
                Pause.of(wait);
            }
            if (stopped) {
                return;
            }
            inject(fault);
        }
    }

    private void inject(Planned fault) {
        if (fault.kind() == FaultKind.DATABASE_CRASH) {
            crashDatabase(fault.length());
            return;
        }
        Instance target = untroubled(fault.target());
        if (target == null || fault.kind() == FaultKind.KILL && !anotherListens(target)) {
            Instance planned = instances.all().get(fault.target());
            planned.network.cut();
            done.add(new Fault(FaultKind.CUT, planned.name, Instant.now(), Instant.now()));
            return;
        }
        switch (fault.kind()) {
            case KILL -> last(fault, target, target::kill, () -> {});
            case CUT -> last(fault, target, target.network::cut, () -> {});
            case FREEZE -> last(fault, target, target::freeze, target::thaw);
            case HANG -> last(fault, target, target.network::hang, target.network::heal);
            case HOLD_BACK ->
                last(fault, target, target.network::holdAnswersBack, () -> {
                    target.network.cut();
                    target.network.heal();
                });
            case DATABASE_CRASH -> throw new IllegalStateException("befalls no single instance");
        }
    }

    private void last(Planned fault, Instance target, Runnable begin, Runnable end) {
        troubled.add(target);
        lasting.register();
        Instant from = Instant.now();
        begin.run();
        threads.execute(() -> {
            try {
                Pause.of(fault.length());
                end.run();
                done.add(new Fault(fault.kind(), target.name, from, Instant.now()));
            } finally {
                troubled.remove(target);
                lasting.arriveAndDeregister();
            }
        });
    }

    private void crashDatabase(Duration away) {
        Instant from = Instant.now();
        try {
            database.crash();
            Pause.of(away);
            database.start();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        done.add(new Fault(FaultKind.DATABASE_CRASH, "", from, Instant.now()));
    }

    /** Somebody has to be left to be tortured. */
    private boolean anotherListens(Instance target) {
        return instances.all().stream().anyMatch(other -> other != target && other.isListening());
    }

    /** The planned target or the next one that works; null if none does. */
    private Instance untroubled(int planned) {
        List<Instance> all = instances.all();
        for (int i = 0; i < all.size(); i++) {
            Instance candidate = all.get((planned + i) % all.size());
            if (!troubled.contains(candidate) && candidate.isListening()) {
                return candidate;
            }
        }
        return null;
    }
}
