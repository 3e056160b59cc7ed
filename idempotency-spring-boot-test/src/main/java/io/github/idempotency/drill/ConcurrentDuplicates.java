package io.github.idempotency.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sends a request by several threads at once. */
final class ConcurrentDuplicates {

    private ConcurrentDuplicates() {}

    static void take(Rehearsal rehearsal) throws Exception {
        int before = rehearsal.effects();
        DrillRequest request = rehearsal.plan.newRequest();
        List<DrillResponse> successes = new ArrayList<>();
        for (DrillResponse response : sendAtOnce(rehearsal, request)) {
            rehearsal.told("duplicate", response);
            if (response.succeeded()) {
                successes.add(response);
            } else if (!response.asksToRetry()) {
                throw rehearsal.failed(
                        "a duplicate was answered with " + response.status(),
                        "the answer of the first, or 409 in-progress",
                        "what the server logged: an error here is often the loser's unique constraint or deadlock");
            }
        }
        DrillResponse settled = rehearsal.succeed("retry after all", request);
        successes.add(settled);
        DrillResponse original = successes.stream()
                .filter(success -> !rehearsal.isMarked(success))
                .findFirst()
                .orElse(settled);
        for (DrillResponse success : successes) {
            rehearsal.expectSame(original, success, "answer to a duplicate");
        }
        long executions = successes.stream()
                .filter(success -> !rehearsal.isMarked(success))
                .count();
        if (rehearsal.plan.replayMarker != null && executions != 1) {
            throw rehearsal.failed(
                    executions + " duplicates were told that they were carried out",
                    "exactly 1, all others replays",
                    "whether claiming a key is one atomic step, such as an insert under a unique constraint");
        }
        rehearsal.expectEffects(before, 1);
    }

    private static List<DrillResponse> sendAtOnce(Rehearsal rehearsal, DrillRequest request) throws Exception {
        int threads = rehearsal.plan.threads;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<DrillResponse>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                calls.add(executor.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return rehearsal.plan.target.send(request);
                }));
            }
            List<DrillResponse> responses = new ArrayList<>();
            for (Future<DrillResponse> call : calls) {
                responses.add(call.get());
            }
            return responses;
        } finally {
            executor.shutdownNow();
        }
    }
}
