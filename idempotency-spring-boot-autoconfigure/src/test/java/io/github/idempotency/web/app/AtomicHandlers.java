package io.github.idempotency.web.app;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.InFlight;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/atomic")
class AtomicHandlers {

    private final DepositService deposits;

    AtomicHandlers(DepositService deposits) {
        this.deposits = deposits;
    }

    private static ResponseEntity<String> created(String account) {
        return ResponseEntity.created(URI.create("/deposits/" + OrderHandlers.RUNS.incrementAndGet()))
                .body("deposited for " + account);
    }

    @PostMapping("/deposit")
    @Idempotent(value = "atomic-deposit", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> deposit(@RequestParam String account) {
        deposits.deposit(account);
        return created(account);
    }

    @PostMapping("/jdbc")
    @Idempotent(value = "atomic-jdbc", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> jdbc(@RequestParam String account) {
        deposits.depositByJdbc(account);
        return created(account);
    }

    @PostMapping("/counted")
    @Idempotent(value = "atomic-counted", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> counted(@RequestParam String account) {
        return ResponseEntity.created(URI.create("/deposits"))
                .body("deposit number " + deposits.countAndDeposit(account));
    }

    @PostMapping("/bare")
    ResponseEntity<String> bare(@RequestParam String account) {
        deposits.deposit(account);
        return created(account);
    }

    @PostMapping("/leased")
    @Idempotent("leased-deposit")
    ResponseEntity<String> leased(@RequestParam String account) {
        deposits.deposit(account);
        return created(account);
    }

    @PostMapping("/deferred-constraint")
    @Idempotent(value = "atomic-deferred", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> deferred(@RequestParam String account) {
        deposits.depositWithoutParent(account);
        return created(account);
    }

    @PostMapping("/rollback-only")
    @Idempotent(value = "atomic-rollback-only", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> rollbackOnly(@RequestParam String account) {
        try {
            deposits.depositAndFail(account);
        } catch (IllegalStateException swallowed) {
            // as careless handlers do
        }
        return created(account);
    }

    @PostMapping("/flush-error")
    @Idempotent(value = "atomic-flush-error", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> flushError(@RequestParam String account) {
        deposits.deposit("forbidden");
        return created(account);
    }

    @PostMapping("/refused")
    @Idempotent(value = "atomic-refused", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> refused(@RequestParam String account) {
        deposits.deposit(account);
        OrderHandlers.RUNS.incrementAndGet();
        throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT, "not today");
    }

    @PostMapping("/not-found-on-a-lost-connection")
    @Idempotent(value = "atomic-lost-connection", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> notFoundOnALostConnection(@RequestParam String account, @RequestParam String how) {
        if (deposits.existsOnALostConnection(account)) {
            return created(account);
        }
        if (how.equals("sent")) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such deposit");
        }
        return ResponseEntity.status(HttpStatus.NOT_FOUND).body("no such deposit");
    }

    @PostMapping("/throws")
    @Idempotent(value = "atomic-throws", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> fails(@RequestParam String account) {
        deposits.deposit(account);
        OrderHandlers.RUNS.incrementAndGet();
        throw new IllegalStateException("a defect");
    }

    @PostMapping("/after-commit-fails")
    @Idempotent(value = "atomic-after-commit", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> afterCommitFails(@RequestParam String account) {
        deposits.depositWithFailingAfterCommit(account);
        return created(account);
    }

    @PostMapping("/error-at-commit")
    @Idempotent(value = "atomic-error-at-commit", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> errorAtCommit(@RequestParam String account) {
        deposits.depositWithErrorAtCommit(account);
        return created(account);
    }

    @PostMapping("/after-commit-error")
    @Idempotent(value = "atomic-after-commit-error", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> afterCommitError(@RequestParam String account) {
        deposits.depositWithErrorAfterCommit(account);
        return created(account);
    }

    @PostMapping("/slow")
    @Idempotent(value = "atomic-slow", execution = ExecutionMode.ATOMIC)
    ResponseEntity<String> slow(@RequestParam String account) throws InterruptedException {
        deposits.deposit(account);
        OrderHandlers.entered.countDown();
        OrderHandlers.gate.await(20, TimeUnit.SECONDS);
        return created(account);
    }

    @PostMapping("/waiting")
    @Idempotent(
            value = "atomic-waiting",
            execution = ExecutionMode.ATOMIC,
            inFlight = InFlight.WAIT,
            waitTimeout = "10s")
    ResponseEntity<String> waiting(@RequestParam String account) throws InterruptedException {
        deposits.deposit(account);
        OrderHandlers.entered.countDown();
        OrderHandlers.gate.await(20, TimeUnit.SECONDS);
        return created(account);
    }
}
