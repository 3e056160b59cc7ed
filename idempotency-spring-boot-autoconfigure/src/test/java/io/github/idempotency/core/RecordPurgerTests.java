package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.idempotency.core.IdempotencyListener.PurgeProgress;
import io.github.idempotency.core.IdempotencyStore.Purged;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordPurgerTests {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration LEASE = INTERVAL.multipliedBy(3);
    private static final Instant ONE = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant TWO = Instant.parse("2026-11-24T10:00:01Z");

    private final List<String> calls = new ArrayList<>();
    private final List<PurgeProgress> progress = new ArrayList<>();
    private final Deque<Purged> answers = new ArrayDeque<>();
    private Duration statement = Duration.ofMillis(20);
    private boolean ours = true;
    private boolean away;
    private long now = Long.MAX_VALUE - 5; // it may overflow

    private final RecordPurger purger = purger(IdempotencyStore.class, OperatorStore.class);

    private RecordPurger purger(Class<?>... types) {
        IdempotencyStore store = (IdempotencyStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), types, (proxy, method, arguments) -> {
                    if (method.getName().equals("holdTask")) {
                        calls.add("holdTask " + arguments[0] + ' ' + arguments[2]);
                        return ours;
                    }
                    calls.add(method.getName() + ' ' + arguments[0] + ' ' + arguments[1]);
                    now += statement.toNanos();
                    if (away) {
                        throw new StoreUnavailableException("down", null);
                    }
                    return answers.isEmpty() ? Purged.NOTHING : answers.remove();
                });
        return new RecordPurger(
                store,
                new IdempotencyListener() {
                    @Override
                    public void onPurged(PurgeProgress step) {
                        progress.add(step);
                    }
                },
                INTERVAL,
                new PurgePace(100, Duration.ofMillis(100), 0.1),
                () -> now);
    }

    private static Purged purged(int count, Instant last) {
        return new Purged(count, last, Duration.ofSeconds(7));
    }

    @Test
    void aRunTakesBatchAfterBatchFromWhereTheLastOneEndedThenTheResponses() {
        answers.addAll(List.of(purged(100, ONE), purged(100, TWO), purged(3, TWO)));
        answers.addAll(List.of(purged(100, ONE), purged(99, TWO)));
        Duration[] pauses = new Duration[5];
        for (int i = 0; i < pauses.length; i++) {
            pauses[i] = purger.step();
        }
        assertThat(calls)
                .containsExactly(
                        "holdTask purge " + LEASE,
                        "purge 100 null",
                        "purge 100 " + ONE,
                        "purge 100 " + TWO,
                        "stripResults 100 null",
                        "stripResults 100 " + ONE);
        assertThat(List.of(pauses[0], pauses[1], pauses[3])).containsOnly(Duration.ofMillis(180));
        assertThat(pauses[2]).isZero();
        assertThat(pauses[4]).isBetween(INTERVAL.multipliedBy(9).dividedBy(10), INTERVAL.multipliedBy(2));
        assertThat(progress).extracting(PurgeProgress::records).containsExactly(100, 100, 3, 0, 0);
        assertThat(progress).extracting(PurgeProgress::responses).containsExactly(0, 0, 0, 100, 99);
        assertThat(progress)
                .extracting(PurgeProgress::lag)
                .containsExactly(
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(7),
                        Duration.ZERO,
                        Duration.ofSeconds(7),
                        Duration.ZERO);
        assertThat(progress).extracting(PurgeProgress::nextLook).containsExactly(pauses);
    }

    @Test
    void theNextRunBeginsFromTheStart() {
        answers.addAll(List.of(purged(100, ONE), purged(3, TWO), Purged.NOTHING));
        for (int i = 0; i < 4; i++) {
            purger.step();
        }
        assertThat(calls).last().isEqualTo("purge 100 null");
    }

    @Test
    void onlyTheInstanceThatHoldsTheTaskPurges() {
        ours = false;
        Duration pause = purger.step();
        assertThat(calls).containsExactly("holdTask purge " + LEASE);
        assertThat(pause).isBetween(INTERVAL.multipliedBy(9).dividedBy(10), INTERVAL.multipliedBy(2));
        assertThat(progress).containsExactly(new PurgeProgress(0, 0, Duration.ZERO, pause));
    }

    @Test
    void aTaskThatWasLostInTheMiddleOfARunIsBegunAnewWhenItComesBack() {
        answers.addAll(List.of(purged(100, ONE), purged(100, TWO)));
        purger.step();
        now += INTERVAL.toNanos();
        ours = false;
        purger.step();
        assertThat(calls).last().isEqualTo("holdTask purge " + LEASE);
        ours = true;
        purger.step();
        assertThat(calls).last().isEqualTo("purge 100 null");
    }

    @Test
    void theTaskIsHeldWhileARunGoesOnButNotAskedForWithEveryBatch() {
        for (int i = 0; i < 100; i++) {
            answers.add(purged(100, ONE));
        }
        statement = INTERVAL.dividedBy(10);
        for (int i = 0; i < 40; i++) {
            purger.step();
        }
        assertThat(calls).filteredOn(call -> call.startsWith("holdTask")).hasSize(4);
    }

    @Test
    void aStoreWithoutTasksIsPurgedByEachInstance() {
        RecordPurger alone = purger(IdempotencyStore.class);
        alone.step();
        assertThat(calls).containsExactly("purge 100 null");
    }

    @Test
    void slowStatementsGetSmallerBatchesAndLongerPauses() {
        answers.addAll(List.of(purged(100, ONE), purged(50, ONE)));
        statement = Duration.ofMillis(400);
        assertThat(purger.step()).isEqualTo(Duration.ofMillis(3_600));
        assertThat(purger.step()).isEqualTo(Duration.ofMillis(3_600));
        assertThat(calls).contains("purge 50 " + ONE);
    }

    @Test
    void aFailureSaysNothingAndIsRepeated() {
        away = true;
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(purger::step);
        assertThat(progress).isEmpty();
        away = false;
        purger.step();
        assertThat(calls).endsWith("purge 100 null", "purge 100 null");
    }
}
