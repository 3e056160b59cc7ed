package io.github.idempotency.web.app;

import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.OnError;
import io.github.idempotency.RiskClass;
import java.net.SocketException;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Leased handlers that write to the database and are stopped half-way by tests. */
@RestController
@RequestMapping("/durable")
public class DurableHandlers {

    /** The first run waits for the gate before it writes; later runs do not. */
    public static final AtomicBoolean FIRST = new AtomicBoolean();

    private final DepositService deposits;

    private final TransactionTemplate transactions;

    private final TransactionTemplate jdbcTransactions;

    DurableHandlers(
            DepositService deposits,
            PlatformTransactionManager transactionManager,
            JdbcTransactions jdbcTransactionManager) {
        this.deposits = deposits;
        this.transactions = new TransactionTemplate(transactionManager);
        this.jdbcTransactions = new TransactionTemplate(jdbcTransactionManager.manager());
    }

    private static ResponseEntity<String> created(String account) {
        return ResponseEntity.created(URI.create("/deposits/" + account)).body("deposited for " + account);
    }

    private static void pauseFirst() throws InterruptedException {
        if (FIRST.compareAndSet(true, false)) {
            OrderHandlers.entered.countDown();
            OrderHandlers.gate.await(20, TimeUnit.SECONDS);
        }
    }

    @PostMapping("/service")
    @Idempotent("durable-service")
    ResponseEntity<String> service(@RequestParam String account) throws InterruptedException {
        pauseFirst();
        deposits.deposit(account);
        return created(account);
    }

    @PostMapping("/template")
    @Idempotent("durable-template")
    ResponseEntity<String> template(@RequestParam String account) throws InterruptedException {
        pauseFirst();
        transactions.executeWithoutResult(status -> deposits.deposit(account));
        return created(account);
    }

    @PostMapping("/requires-new")
    @Idempotent("durable-requires-new")
    ResponseEntity<String> requiresNew(@RequestParam String account) throws InterruptedException {
        pauseFirst();
        transactions.executeWithoutResult(status -> deposits.depositInNewTransaction(account));
        return created(account);
    }

    @PostMapping("/several")
    @Idempotent("durable-several")
    ResponseEntity<String> several(@RequestParam String account) throws InterruptedException {
        pauseFirst();
        deposits.deposit(account);
        deposits.depositByJdbc(account);
        return created(account);
    }

    @PostMapping("/jdbc-manager")
    @Idempotent("durable-jdbc-manager")
    ResponseEntity<String> jdbcManager(@RequestParam String account) throws InterruptedException {
        pauseFirst();
        jdbcTransactions.executeWithoutResult(status -> deposits.depositInOpenTransaction(account));
        return created(account);
    }

    @PostMapping("/callable")
    @Idempotent("durable-callable")
    Callable<ResponseEntity<String>> callable(@RequestParam String account) {
        return () -> {
            pauseFirst();
            deposits.deposit(account);
            return created(account);
        };
    }

    @PostMapping("/swallowed")
    @Idempotent("durable-swallowed")
    ResponseEntity<String> swallowed(@RequestParam String account) throws InterruptedException {
        pauseFirst();
        try {
            deposits.deposit(account);
        } catch (RuntimeException e) {
            // as careless handlers do
        }
        return created(account);
    }

    @PostMapping("/nested")
    @Idempotent("durable-nested")
    ResponseEntity<String> nested(@RequestParam String account) {
        jdbcTransactions.executeWithoutResult(status -> {
            Object savepoint = status.createSavepoint();
            deposits.depositInOpenTransaction(account);
            status.releaseSavepoint(savepoint);
        });
        return created(account);
    }

    @PostMapping("/reading")
    @Idempotent("durable-reading")
    ResponseEntity<String> reading(@RequestParam String account) {
        return ResponseEntity.ok("deposits: " + deposits.count(account));
    }

    @PostMapping("/longer-than-its-lease")
    @Idempotent(value = "durable-long", lease = "1s")
    ResponseEntity<String> longerThanItsLease(@RequestParam String account) throws InterruptedException {
        OrderHandlers.entered.countDown();
        OrderHandlers.gate.await(20, TimeUnit.SECONDS);
        deposits.deposit(account);
        return created(account);
    }

    @PostMapping("/fails-after")
    @Idempotent("durable-fails-after")
    ResponseEntity<String> failsAfter(@RequestParam String account) {
        deposits.deposit(account);
        throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "after the effect");
    }

    @PostMapping("/connection-reset")
    @Idempotent("durable-connection-reset")
    ResponseEntity<String> connectionReset() {
        throw new CannotCreateTransactionException(
                "Could not open JPA EntityManager for transaction", new SocketException("Connection reset by peer"));
    }

    /** Its response is not kept, so it is not captured either. */
    @PostMapping("/connection-reset-unkept")
    @Idempotent(value = "durable-connection-reset-unkept", risk = RiskClass.LOW)
    ResponseEntity<String> connectionResetUnkept() {
        return connectionReset();
    }

    @PostMapping("/recoverable")
    @Idempotent(value = "recoverable", onError = OnError.RELEASE)
    ResponseEntity<Receipt> recoverable(@RequestParam String account, IdempotentExecution execution) {
        deposits.deposit(execution.derivedKey("deposit"));
        if (account.startsWith("fails")) {
            throw new IllegalStateException("after the effect");
        }
        return receipt(execution);
    }

    record Receipt(String account, int deposits) {}

    static ResponseEntity<Receipt> receipt(IdempotentExecution execution) {
        String account = execution.derivedKey("deposit");
        return ResponseEntity.created(URI.create("/deposits/" + account)).body(new Receipt(account, 1));
    }
}
