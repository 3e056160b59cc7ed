package io.github.idempotency.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Counts the records that this process created and that no measurement has seen yet, in slices of time. */
final class RecentCreations {

    /** Names beyond are not counted: a slice is short, and memory is not a stranger's to fill. */
    private static final int MOST_NAMES = 100_000;

    /** Where nobody measures, there are no more: the oldest become one. */
    private static final int MOST_SLICES = 32;

    private final CopyOnWriteArrayList<Slice> slices = new CopyOnWriteArrayList<>();
    private volatile Slice current;

    RecentCreations(long now) {
        current = new Slice(now);
        slices.add(current);
    }

    void add(Object name) {
        current.add(name, 1);
    }

    long count(Object name) {
        long sum = 0;
        for (Slice slice : slices) {
            LongAdder count = slice.counts().get(name);
            sum += count == null ? 0 : count.sum();
        }
        return sum;
    }

    /** Begins a slice. */
    void turn(long now) {
        Slice next = new Slice(now);
        slices.add(next);
        current = next;
        if (slices.size() > MOST_SLICES) {
            slices.get(1).add(slices.get(0));
            slices.remove(0);
        }
    }

    int slices() {
        return slices.size();
    }

    /** Forgets the slices that ended before a measurement began. */
    void forgetBefore(long measured) {
        while (slices.size() > 1 && slices.get(1).begin() - measured < 0) {
            slices.remove(0);
        }
    }

    private record Slice(long begin, Map<Object, LongAdder> counts) {

        Slice(long begin) {
            this(begin, new ConcurrentHashMap<>());
        }

        void add(Object name, long number) {
            LongAdder count = counts.get(name);
            if (count == null && counts.size() < MOST_NAMES) {
                count = counts.computeIfAbsent(name, added -> new LongAdder());
            }
            if (count != null) {
                count.add(number);
            }
        }

        void add(Slice other) {
            other.counts.forEach((name, count) -> add(name, count.sum()));
        }
    }
}
