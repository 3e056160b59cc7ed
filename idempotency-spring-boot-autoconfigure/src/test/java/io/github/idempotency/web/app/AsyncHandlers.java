package io.github.idempotency.web.app;

import io.github.idempotency.Idempotent;
import io.github.idempotency.RiskClass;
import io.github.idempotency.core.CurrentExecution;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Handlers whose effects are those of other threads. */
@RestController
@RequestMapping("/async")
public class AsyncHandlers {

    /** The first run waits for the gate before it writes; later runs do not. */
    public static final AtomicBoolean FIRST = new AtomicBoolean();

    /** The key of the execution that the last other thread found itself to work for. */
    public static volatile @Nullable String seen;

    /** What a handler left behind to be done after its response. */
    public static volatile CompletableFuture<Void> late = new CompletableFuture<>();

    private final ExecutorService threads = ContextExecutorService.wrap(
            Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            }),
            () -> ContextSnapshotFactory.builder().build().captureAll());

    private final AsyncDeposits asyncDeposits;
    private final DepositService deposits;

    AsyncHandlers(AsyncDeposits asyncDeposits, DepositService deposits) {
        this.asyncDeposits = asyncDeposits;
        this.deposits = deposits;
    }

    @PostMapping("/annotated")
    @Idempotent(value = "async-annotated", risk = RiskClass.MEDIUM)
    ResponseEntity<String> annotated(@RequestParam String account) {
        asyncDeposits.deposit(account).join();
        return ResponseEntity.status(201).body(account);
    }

    @PostMapping("/future")
    @Idempotent(value = "async-future", risk = RiskClass.MEDIUM)
    ResponseEntity<String> future(@RequestParam String account) {
        CompletableFuture.runAsync(() -> deposit(account), threads).join();
        return ResponseEntity.status(201).body(account);
    }

    @PostMapping("/late")
    @Idempotent(value = "async-late", risk = RiskClass.MEDIUM)
    ResponseEntity<String> late(@RequestParam String account, @RequestParam boolean fail) {
        late = CompletableFuture.runAsync(() -> deposit(account), threads);
        if (fail) {
            throw new ResponseStatusException(HttpStatus.BAD_GATEWAY);
        }
        return ResponseEntity.status(201).body(account);
    }

    private void deposit(String account) {
        pauseFirst();
        note();
        deposits.deposit(account);
    }

    private static void note() {
        CurrentExecution current = CurrentExecution.get();
        seen = current == null ? null : current.execution().key();
    }

    private static void pauseFirst() {
        if (FIRST.compareAndSet(true, false)) {
            OrderHandlers.entered.countDown();
            try {
                OrderHandlers.gate.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A service as applications have it. */
    @Service
    public static class AsyncDeposits {

        private final DepositService deposits;

        AsyncDeposits(DepositService deposits) {
            this.deposits = deposits;
        }

        @Async("propagatingThreads")
        @Transactional
        public CompletableFuture<Void> deposit(String account) {
            pauseFirst();
            note();
            deposits.deposit(account);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Threads with the context of who asks; virtual ones where there are any. */
    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    public static class PropagatingThreads {

        @Bean(defaultCandidate = false)
        SimpleAsyncTaskExecutor propagatingThreads() {
            SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("propagating-");
            executor.setVirtualThreads(Runtime.version().feature() >= 21);
            executor.setTaskDecorator(new ContextPropagatingTaskDecorator());
            return executor;
        }
    }
}
