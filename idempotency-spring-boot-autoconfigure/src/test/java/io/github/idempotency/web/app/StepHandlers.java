package io.github.idempotency.web.app;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.RiskClass;
import io.github.idempotency.StepCompensation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Handlers with steps; each step leaves a line in {@link #CALLS}, and each place of {@link #TROUBLE} causes trouble once. */
@RestController
@RequestMapping("/steps")
public class StepHandlers {

    /** What was called, as {@code name account}. */
    public static final ConcurrentLinkedQueue<String> CALLS = new ConcurrentLinkedQueue<>();

    /** Where something fails, or waits for the gate, the next time; as {@code place account}. */
    public static final Set<String> TROUBLE = ConcurrentHashMap.newKeySet();

    private final DepositService deposits;

    StepHandlers(DepositService deposits) {
        this.deposits = deposits;
    }

    /** What the provider says of a charge. */
    public record Charge(String id, List<Integer> parts) {}

    public static long calls(String name, String account) {
        return CALLS.stream().filter((name + ' ' + account)::equals).count();
    }

    private static <T> T call(String name, String account, T result) {
        CALLS.add(name + ' ' + account);
        trouble("in-" + name, account);
        return result;
    }

    private static void trouble(String place, String account) {
        if (TROUBLE.remove(place + ' ' + account)) {
            throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, place);
        }
        if (TROUBLE.remove(place + "-hold " + account)) {
            OrderHandlers.entered.countDown();
            try {
                OrderHandlers.gate.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String order(String account, IdempotentExecution execution) {
        Charge charge = execution.step(
                "charge", Charge.class, () -> call("charge", account, new Charge("ch-" + CALLS.size(), List.of(1, 2))));
        trouble("after-charge", account);
        String parcel = execution.step("ship", String.class, () -> call("ship", account, "p-" + CALLS.size()));
        trouble("after-ship", account);
        deposits.deposit(account);
        return charge + " " + parcel;
    }

    @PostMapping("/order")
    @Idempotent("step-order")
    ResponseEntity<String> orderOnce(@RequestParam String account, IdempotentExecution execution) {
        return ResponseEntity.status(201).body(order(account, execution));
    }

    /** Its policy is not to run again what was abandoned. */
    @PostMapping("/critical")
    @Idempotent(value = "step-critical", risk = RiskClass.CRITICAL)
    ResponseEntity<String> critical(@RequestParam String account, IdempotentExecution execution) {
        return ResponseEntity.status(201).body(order(account, execution));
    }

    @PostMapping("/optional")
    @Idempotent(value = "step-optional", risk = RiskClass.MEDIUM)
    String optional(@RequestParam String account, IdempotentExecution execution) {
        return order(account, execution);
    }

    @PostMapping("/atomic")
    @Idempotent(value = "step-atomic", execution = ExecutionMode.ATOMIC)
    String atomic(@RequestParam String account, IdempotentExecution execution) {
        return order(account, execution);
    }

    @PostMapping("/one")
    @Idempotent("step-one")
    ResponseEntity<String> one(@RequestParam String account, @RequestParam String name, IdempotentExecution execution) {
        execution.step(name, Void.class, () -> call("one", account, null));
        Object again = execution.step(name, Void.class, () -> call("one", account, null));
        trouble("after-one", account);
        return ResponseEntity.ok(String.valueOf(again));
    }

    @PostMapping("/big")
    @Idempotent("step-big")
    ResponseEntity<String> big(@RequestParam String account, IdempotentExecution execution) {
        String result = execution.step("big", String.class, () -> call("big", account, "x".repeat(70_000)));
        trouble("after-big", account);
        return ResponseEntity.ok("length " + result.length());
    }

    @PostMapping("/nested")
    @Idempotent("step-nested")
    ResponseEntity<String> nested(@RequestParam String account, IdempotentExecution execution) {
        return ResponseEntity.ok(
                execution.step("outer", String.class, () -> execution.step("outer", String.class, () -> account)));
    }

    @PostMapping("/bare")
    ResponseEntity<String> bare(@RequestParam String account) {
        deposits.deposit(account);
        return ResponseEntity.status(201).body(account);
    }

    /** Undoes charges. */
    public static final class ChargeRefund implements StepCompensation<Charge> {

        @Override
        public String operation() {
            return "step-order";
        }

        @Override
        public String step() {
            return "charge";
        }

        @Override
        public Class<Charge> resultType() {
            return Charge.class;
        }

        @Override
        public void compensate(Charge charge, IdempotentExecution execution) {
            if (!charge.parts().equals(List.of(1, 2))
                    || execution.derivedKey("refund").length() != 36) {
                throw new IllegalArgumentException(charge.toString());
            }
            call("refund", execution.key(), charge);
        }
    }

    /** Undoes shipments. */
    public static final class ParcelRecall implements StepCompensation<String> {

        @Override
        public String operation() {
            return "step-order";
        }

        @Override
        public String step() {
            return "ship";
        }

        @Override
        public Class<String> resultType() {
            return String.class;
        }

        @Override
        public void compensate(String parcel, IdempotentExecution execution) {
            call("recall", execution.key(), parcel);
        }
    }
}
