package io.github.idempotency.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that use few keys at random, some as owners and some as observers, while what each call answered is held against
 * what may follow from it. The seed is in every failure's message.
 */
final class StoreFuzz {

    private static final int THREADS = 8;
    private static final int KEYS = 5;

    /** Keys come to rest, completed or claimed for long; then others are played with. */
    private static final int ROUNDS = 20;

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration INSTANT = Duration.ofMillis(1);

    private final IdempotencyStore store;
    private final long seed;
    private final String operation;
    private final List<RecordKey> keys = new ArrayList<>();
    private final Map<Claim, History> histories = new ConcurrentHashMap<>();
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger removed = new AtomicInteger();
    private final AtomicInteger stripped = new AtomicInteger();

    StoreFuzz(IdempotencyStore store, long seed) {
        this.store = store;
        this.seed = seed;
        this.operation = "fuzz-" + UUID.randomUUID();
        for (int i = 0; i < ROUNDS * KEYS; i++) {
            keys.add(new RecordKey(Tenant.named("fuzz"), operation, "key-" + i));
        }
    }

    void run(Duration duration) throws Exception {
        while (store.purge(1000, null).count() > 0) {}
        long start = System.nanoTime();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> players = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed + i);
                players.add(executor.submit(() -> {
                    long elapsed;
                    while ((elapsed = System.nanoTime() - start) < duration.toNanos()) {
                        step(random, (int) (elapsed * ROUNDS / duration.toNanos()));
                    }
                }));
            }
            for (Future<?> player : players) {
                player.get();
            }
        } catch (Exception e) {
            throw new AssertionError("Fuzz failed with seed " + seed, e);
        } finally {
            executor.shutdownNow();
        }
        checkTheEnd();
    }

    private void step(Random random, int round) {
        RecordKey key = keys.get(round * KEYS + random.nextInt(KEYS));
        if (random.nextInt(40) == 0) {
            removed.addAndGet(store.purge(1 + random.nextInt(10), null).count());
            return;
        }
        if (random.nextInt(40) == 0) {
            stripped.addAndGet(store.stripResults(1 + random.nextInt(10), null).count());
            return;
        }
        ClaimRequest request = new ClaimRequest(
                key,
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                random.nextBoolean() ? LONG : INSTANT,
                random.nextBoolean() ? LONG : INSTANT,
                random.nextBoolean() ? LONG : INSTANT);
        if (random.nextInt(20) == 0) {
            Claim claim = new Claim(key.id(), 1, request.owner());
            if (store.insertCompleted(request, envelope(claim))) {
                created.incrementAndGet();
                history(claim).ended.incrementAndGet();
            }
            return;
        }
        ClaimAttempt attempt = store.claim(request);
        if (attempt instanceof ClaimAttempt.Claimed claimed) {
            created.incrementAndGet();
            check(claimed.claim().equals(new Claim(key.id(), 1, request.owner())), "a claim of its own");
            own(claimed.claim(), request.lease(), random);
        } else if (attempt instanceof ClaimAttempt.Occupied occupied) {
            observe(occupied.existing(), random);
        }
    }

    private void own(Claim claim, Duration lease, Random random) {
        History history = history(claim);
        if (lease.equals(LONG)) {
            Optional<StoredRecord> found = store.find(claim.id());
            boolean own = found.isPresent() && found.get().claim().equals(claim);
            // Another player may have doubted it, resolved it, and seen it expire.
            check(own || history.uncertain, "an owner finds its own record");
        }
        for (int steps = random.nextInt(4); steps > 0; steps--) {
            boolean over = history.ended.get() > 0;
            boolean hit = switch (random.nextInt(4)) {
                case 0 -> store.lapse(claim);
                case 1 -> !store.renew(Set.of(claim), LONG).isEmpty();
                case 2 -> markApplied(claim, history);
                default -> markUncertain(claim, history);
            };
            check(!over || !hit, "nothing is hit by a claim that has ended");
        }
        boolean applied = history.applied;
        switch (random.nextInt(5)) {
            case 0, 1 -> ended(history, store.complete(claim, envelope(claim)));
            case 2, 3 -> {
                boolean released = store.release(claim);
                check(!(applied && released), "an applied record is not released");
                ended(history, released);
                removed.addAndGet(released ? 1 : 0);
            }
            default -> store.lapse(claim); // a process that dies
        }
    }

    private boolean markApplied(Claim claim, History history) {
        boolean hit = store.markApplied(claim);
        history.applied |= hit;
        return hit;
    }

    private boolean markUncertain(Claim claim, History history) {
        boolean hit = store.markUncertain(claim);
        history.uncertain |= hit;
        return hit;
    }

    private void observe(StoredRecord record, Random random) {
        Claim observed = record.claim();
        if (record.state() == RecordState.COMPLETED) {
            byte[] body = record.envelope().body();
            check(
                    body == null
                            ? record.resultExpired()
                            : new String(body, StandardCharsets.UTF_8).equals(observed.toString()),
                    "a completed response is that of its owner, or has expired");
            removed.addAndGet(store.removeExpired(observed) ? 1 : 0);
            return;
        }
        History history = history(observed);
        boolean dead = history.applied || history.uncertain;
        if (random.nextInt(10) == 0) {
            markUncertain(observed, history);
            return;
        }
        UUID owner = UUID.randomUUID();
        Optional<Claim> taken = store.takeOver(observed, owner, LONG);
        if (taken.isPresent()) {
            check(!dead, "an applied or uncertain record is not taken over");
            check(taken.get().equals(new Claim(observed.id(), observed.fence() + 1, owner)), "the next fence");
            ended(history, true);
            own(taken.get(), LONG, random);
        } else if (dead && random.nextInt(4) == 0) {
            ended(history, store.complete(observed, envelope(observed))); // an operator resolves it
        }
    }

    private void ended(History history, boolean hit) {
        if (hit) {
            check(history.ended.incrementAndGet() == 1, "a claim ends once");
        }
    }

    private void checkTheEnd() {
        long rows =
                keys.stream().filter(key -> store.find(key.id()).isPresent()).count();
        check(
                created.get() - removed.get() == rows,
                "created " + created + " - removed " + removed + " = rows " + rows);
        check(created.get() > KEYS && stripped.get() > 0, "something happened");
        histories.forEach((claim, history) -> {
            if (history.ended.get() == 0) {
                check(
                        store.find(claim.id())
                                .filter(record -> record.claim().equals(claim))
                                .isPresent(),
                        "a claim that has not ended holds its record");
            }
        });
    }

    private History history(Claim claim) {
        return histories.computeIfAbsent(claim, c -> new History());
    }

    private static Envelope envelope(Claim claim) {
        return new Envelope(200, List.of(), claim.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void check(boolean holds, String rule) {
        assertThat(holds).as("%s (seed %d)", rule, seed).isTrue();
    }

    /** What is known of a claim. */
    private static final class History {
        private final AtomicInteger ended = new AtomicInteger();
        private volatile boolean applied;
        private volatile boolean uncertain;
    }
}
