package io.github.idempotency.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Outgoing calls in a time of their own, which passes only while they wait, and what was heard of them. */
final class TestCalls implements ClientListener {

    final List<Duration> waits = new CopyOnWriteArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final AtomicLong now = new AtomicLong();
    double random = 0.5;

    final Timing timing = new Timing(now::get, () -> random, wait -> {
        waits.add(wait);
        now.addAndGet(wait.toNanos());
    });

    OutgoingCalls to(Destination... destinations) {
        return new OutgoingCalls(new Destinations(List.of(destinations)), "X-Correlation-Id", this, timing);
    }

    static Destination destination(String host) {
        return new Destination(
                "shop",
                List.of(HostPattern.of(host)),
                3,
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                "Idempotency-Key",
                KeyDialect.BARE,
                255,
                true,
                new RetryBudget(0.1, 10, Duration.ofSeconds(10)));
    }

    static Destination with(Destination base, int attempts, Duration deadline) {
        return new Destination(
                base.name(),
                base.hosts(),
                attempts,
                deadline,
                base.backoffBase(),
                base.backoffCap(),
                base.header(),
                base.dialect(),
                base.maxKeyLength(),
                base.mint(),
                base.budget());
    }

    static Destination with(Destination base, String header, KeyDialect dialect, int maxKeyLength, boolean mint) {
        return new Destination(
                base.name(),
                base.hosts(),
                base.attempts(),
                base.deadline(),
                base.backoffBase(),
                base.backoffCap(),
                header,
                dialect,
                maxKeyLength,
                mint,
                base.budget());
    }

    static Destination with(Destination base, RetryBudget budget) {
        return new Destination(
                base.name(),
                base.hosts(),
                base.attempts(),
                base.deadline(),
                base.backoffBase(),
                base.backoffCap(),
                base.header(),
                base.dialect(),
                base.maxKeyLength(),
                base.mint(),
                budget);
    }

    List<String> heardExceptAttempts() {
        List<String> others = new ArrayList<>(heard);
        others.removeIf(event -> event.equals("attempt"));
        return others;
    }

    @Override
    public void onAttempt(String destination) {
        heard.add("attempt");
    }

    @Override
    public void onRetry(String destination, RetryReason reason) {
        heard.add("retry " + reason.code());
    }

    @Override
    public void onRecovered(String destination, RetryReason reason) {
        heard.add("recovered " + reason.code());
    }

    @Override
    public void onGivenUp(String destination, GiveUpReason reason) {
        heard.add("given up " + reason.code());
    }
}
