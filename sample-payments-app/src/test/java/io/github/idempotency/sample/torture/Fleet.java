package io.github.idempotency.sample.torture;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Clients that follow the contract: each carries one operation after another through, with its key, until an answer is
 * definite. Now and then it asks once more afterwards, at any instance.
 */
final class Fleet {

    private static final int CLIENTS = 16;

    /** What a client waits for one answer before it tries elsewhere, in milliseconds. */
    private static final int LEAST_PATIENCE = 1_500;

    private static final int MOST_PATIENCE = 4_000;

    private final OperationPlan plan;

    private final Client client;

    private final Instances instances;

    private final ExecutorService threads;

    private final long seed;

    private final CountDownLatch working = new CountDownLatch(CLIENTS);

    private volatile boolean ending;

    private volatile Instant givesUpAt = Instant.MAX;

    Fleet(OperationPlan plan, Client client, Instances instances, ExecutorService threads, long seed) {
        this.plan = plan;
        this.client = client;
        this.instances = instances;
        this.threads = threads;
        this.seed = seed;
    }

    void start() {
        for (int i = 1; i <= CLIENTS; i++) {
            RandomGenerator random = OperationPlan.randomOfClient(seed, i);
            threads.execute(() -> {
                try {
                    work(random);
                } catch (RejectedExecutionException theRunIsOver) {
                    return;
                } finally {
                    working.countDown();
                }
            });
        }
    }

    /** No new operations; waits until those begun have their answers, and no request is under way. */
    void drain(Duration patience) throws InterruptedException {
        givesUpAt = Instant.now().plus(patience);
        ending = true;
        working.await();
        awaitSilence();
    }

    /** Asks for every operation once more. */
    void callTheRoll(Duration patience) throws InterruptedException {
        givesUpAt = Instant.now().plus(patience);
        List<Operation> operations = plan.operations();
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 1; i <= CLIENTS; i++) {
            RandomGenerator random = OperationPlan.randomOfClient(seed, -i);
            callers.add(CompletableFuture.runAsync(
                    () -> {
                        for (int n = next.getAndIncrement(); n < operations.size(); n = next.getAndIncrement()) {
                            askAgain(operations.get(n), random);
                        }
                    },
                    threads));
        }
        callers.forEach(CompletableFuture::join);
        awaitSilence();
    }

    private void work(RandomGenerator random) {
        while (!ending && !threads.isShutdown()) {
            Operation operation = plan.next();
            carryThrough(operation, random);
            if (random.nextInt(4) == 0 && operation.definite.isDone()) {
                Pause.ofMillis(random.nextInt(400));
                askAgain(operation, random);
            }
            Pause.ofMillis(random.nextInt(20, 150));
        }
    }

    private void carryThrough(Operation operation, RandomGenerator random) {
        String wish = plan.wish(operation);
        while (!operation.definite.isDone() && !givesUp()) {
            CompletableFuture<Attempt> attempt = client.send(operation, instances.any(random), wish);
            await(CompletableFuture.anyOf(attempt, operation.definite), random);
            wish = "";
            if (!operation.definite.isDone()) {
                Pause.ofMillis(random.nextInt(50, 500));
            }
        }
        if (operation.definite.isDone()) {
            plan.paid(operation, operation.definite.join());
        }
    }

    private void askAgain(Operation operation, RandomGenerator random) {
        while (!givesUp()) {
            CompletableFuture<Attempt> attempt = client.send(operation, instances.any(random), "");
            await(attempt, random);
            if (attempt.isDone()
                    && attempt.join().answer() != null
                    && attempt.join().answer().isDefinite()) {
                return;
            }
            Pause.ofMillis(random.nextInt(50, 500));
        }
    }

    private boolean givesUp() {
        return threads.isShutdown() || Instant.now().isAfter(givesUpAt);
    }

    private static void await(CompletableFuture<?> answer, RandomGenerator random) {
        try {
            answer.get(random.nextInt(LEAST_PATIENCE, MOST_PATIENCE), TimeUnit.MILLISECONDS);
        } catch (TimeoutException later) {
            // the next attempt overtakes this one
        } catch (ExecutionException exception) {
            throw new IllegalStateException(exception);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitSilence() {
        while (plan.operations().stream().anyMatch(Operation::hasOpenAttempts)) {
            Pause.ofMillis(100);
        }
    }
}
