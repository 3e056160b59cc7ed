package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Keys;
import java.util.List;

/**
 * One way to serve a request, to be compared with the bare handler of its workload.
 *
 * @param workload what the handler does
 * @param name     how the key is treated
 * @param path     where requests go
 * @param keys     where their keys come from
 * @param amount   what they are about; another amount under a used key is a conflict
 * @param expected status of their answers
 * @param before   what has to be there first
 */
public record Variant(
        String workload, String name, String path, Keys keys, String amount, int expected, Before before) {

    static final String BARE = "bare";

    private static final String UNFLUSHED = "LEASE, unflushed responses";

    private static final String CACHED = "hot replay, cached";

    static final String AMOUNT = "10.50";

    private static final String OTHER_AMOUNT = "99.50";

    /** What has to be there before a variant can run. */
    enum Before {
        NOTHING,
        /** The hot key is completed. */
        COMPLETED,
        /** Many keys are completed. */
        MANY_COMPLETED,
        /** The hot key is in flight throughout. */
        HELD
    }

    /** All variants; those named {@link #BARE} are what the others of their workload are compared with. */
    static List<Variant> all() {
        return List.of(
                fresh("insert", BARE, "/insert/bare"),
                fresh("insert", BARE, "/insert/bare"),
                fresh("insert", "key only", "/insert/key-only"),
                fresh("insert", "hand-written JDBC", "/insert/jdbc"),
                fresh("insert", "ATOMIC", "/insert/atomic"),
                fresh("insert", "LEASE", "/insert/lease"),
                hot("insert", "hot replay", "/insert/lease"),
                hot("insert", CACHED, "/insert/lease"),
                fresh("payment", BARE, "/payment/bare"),
                fresh("payment", BARE, "/payment/bare"),
                fresh("payment", "key only", "/payment/key-only"),
                fresh("payment", "hand-written JDBC", "/payment/jdbc"),
                fresh("payment", "ATOMIC", "/payment/atomic"),
                fresh("payment", "LEASE", "/payment/lease"),
                fresh("payment", UNFLUSHED, "/payment/lease"),
                hot("payment", "hot replay", "/payment/lease"),
                hot("payment", CACHED, "/payment/lease"),
                hot("payment", "hot replay, ATOMIC", "/payment/atomic"),
                hot("payment", "hot replay, hand-written JDBC", "/payment/jdbc"),
                new Variant("payment", "cold replay", "/payment/lease", Keys.COLD, AMOUNT, 201, Before.MANY_COMPLETED),
                new Variant("payment", "conflict", "/payment/lease", Keys.HOT, OTHER_AMOUNT, 409, Before.COMPLETED),
                new Variant("payment", "in flight", "/hold/lease", Keys.HOT, AMOUNT, 409, Before.HELD),
                new Variant("payment", "in flight, ATOMIC", "/hold/atomic", Keys.HOT, AMOUNT, 409, Before.HELD),
                fresh("slow", BARE, "/slow/bare"),
                fresh("slow", "LEASE", "/slow/lease"),
                fresh("unannotated", BARE, "/plain"),
                fresh("unannotated", "with the library", "/plain"),
                fresh("unannotated", BARE, "/plain"),
                fresh("unannotated", "with the library", "/plain"));
    }

    /** The variants of a workload that have one of some names, one of each. */
    static List<Variant> of(String workload, String... names) {
        return List.of(names).stream()
                .map(name -> all().stream()
                        .filter(v -> v.workload.equals(workload) && v.name.equals(name))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    boolean isBare() {
        return name.equals(BARE);
    }

    /** Whether the application without the library serves it. */
    boolean withoutLibrary() {
        return workload.equals("unannotated") && isBare();
    }

    /** Whether the application that does not flush responses serves it. */
    boolean unflushed() {
        return name.equals(UNFLUSHED);
    }

    /** Whether the application that keeps replayed responses in memory serves it. */
    boolean cached() {
        return name.equals(CACHED);
    }

    private static Variant fresh(String workload, String name, String path) {
        return new Variant(workload, name, path, Keys.FRESH, AMOUNT, 201, Before.NOTHING);
    }

    private static Variant hot(String workload, String name, String path) {
        return new Variant(workload, name, path, Keys.HOT, AMOUNT, 201, Before.COMPLETED);
    }
}
