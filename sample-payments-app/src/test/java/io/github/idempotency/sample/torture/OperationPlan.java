package io.github.idempotency.sample.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Which operations there are. What an operation is follows from the seed and its number; a refund needs a payment that succeeded. */
final class OperationPlan {

    static final int ACCOUNTS = 6;

    /** Payments are larger than this, so that each covers its refund; the cents above it are the payment's number. */
    static final int PAYMENT_BASE = 1_000_000;

    private final long seed;

    private final AtomicInteger last = new AtomicInteger();

    private final Queue<String> paymentsToRefund = new ConcurrentLinkedQueue<>();

    private final List<Operation> all = new ArrayList<>();

    OperationPlan(long seed) {
        this.seed = seed;
    }

    static String account(int number) {
        return "torture-" + number;
    }

    Operation next() {
        int number = last.incrementAndGet();
        SplittableRandom random = random(number);
        Operation operation = create(number, random, String.format("%s-%08x", number, random.nextInt()));
        synchronized (all) {
            all.add(operation);
        }
        return operation;
    }

    void paid(Operation payment, Answer answer) {
        if (payment.kind == OperationKind.PAYMENT && !answer.location().isEmpty()) {
            paymentsToRefund.add(answer.location());
        }
    }

    List<Operation> operations() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    /** What the first attempt of an operation asks to go wrong. */
    String wish(Operation operation) {
        SplittableRandom random = random(-operation.number);
        int draw = random.nextInt(1_000);
        if (draw < 12) {
            int lease = (int) TortureSettings.LEASE.toMillis();
            return Wish.DELAY + random.nextInt(lease + 500, 2 * lease);
        }
        if (draw < 30) {
            return Wish.LOSE_RESPONSE;
        }
        if (draw < 50) {
            return Wish.DROP;
        }
        if (draw < 70) {
            return operation.kind == OperationKind.PAYMENT ? Wish.PROVIDER_TIMEOUT : "";
        }
        // Long enough for a fault to find the handler at work.
        return draw < 160 ? Wish.DELAY + random.nextInt(100, 1_500) : "";
    }

    private Operation create(int number, SplittableRandom random, String key) {
        String amount = amount(number);
        int from = random.nextInt(ACCOUNTS);
        int kind = random.nextInt(10);
        String payment = kind == 6 || kind == 7 ? paymentsToRefund.poll() : null;
        if (payment != null) {
            return new Operation(
                    number, OperationKind.REFUND, key, payment + "/refunds", "{\"amount\":\"" + amount + "\"}");
        }
        if (kind < 3 || kind == 6 || kind == 7) {
            return new Operation(
                    number,
                    OperationKind.PAYMENT,
                    key,
                    "/payments",
                    "{\"accountId\":\"%s\",\"amount\":\"%s\",\"currency\":\"EUR\"}"
                            .formatted(account(from), amount(PAYMENT_BASE + number)));
        }
        if (kind < 6) {
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            return new Operation(
                    number,
                    OperationKind.TRANSFER,
                    key,
                    "/transfers",
                    "{\"from\":\"%s\",\"to\":\"%s\",\"amount\":\"%s\"}".formatted(account(from), account(to), amount));
        }
        return new Operation(
                number, OperationKind.EVENT, key, "/events", "{\"type\":\"torture-%d\"}".formatted(number));
    }

    private static String amount(int cents) {
        return "%d.%02d".formatted(cents / 100, cents % 100);
    }

    private SplittableRandom random(int number) {
        return new SplittableRandom(seed * 1_000_003 + number);
    }

    /** What a client draws to come at an instance. */
    static RandomGenerator randomOfClient(long seed, int client) {
        return new SplittableRandom(seed ^ (client * 0x9E3779B97F4A7C15L));
    }
}
