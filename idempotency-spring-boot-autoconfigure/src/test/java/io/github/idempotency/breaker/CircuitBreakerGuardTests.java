package io.github.idempotency.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.CallGuard.State;
import io.github.idempotency.core.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class CircuitBreakerGuardTests {

    private static final Duration TOOK = Duration.ofMillis(3);
    private static final StoreUnavailableException AWAY = new StoreUnavailableException("connection refused", null);

    private final CircuitBreakerGuard guard = new CircuitBreakerGuard(3, Duration.ofMillis(200));

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(guard.permits()).isTrue();
            guard.failed(TOOK, AWAY);
        }
    }

    @Test
    void opensAfterThatManyFailuresInARow() {
        fail(2);
        assertThat(guard.state()).isEqualTo(State.CLOSED);
        fail(1);
        assertThat(guard.state()).isEqualTo(State.OPEN);
        assertThat(guard.permits()).isFalse();
    }

    @Test
    void isNotImpressedBySingleFailures() {
        for (int i = 0; i < 20; i++) {
            fail(2);
            guard.succeeded(TOOK);
        }
        assertThat(guard.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void takesASlowAnswerForAnAnswer() {
        for (int i = 0; i < 20; i++) {
            guard.succeeded(Duration.ofMinutes(2));
        }
        assertThat(guard.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void letsOneCallThroughAfterAWhileAndClosesIfItSucceeds() {
        fail(3);
        await().until(guard::permits);
        assertThat(guard.state()).isEqualTo(State.HALF_OPEN);
        assertThat(guard.permits()).isFalse();
        guard.succeeded(TOOK);
        assertThat(guard.state()).isEqualTo(State.CLOSED);
        assertThat(guard.permits()).isTrue();
    }

    @Test
    void opensAgainIfThatCallFails() {
        fail(3);
        await().until(guard::permits);
        guard.failed(TOOK, AWAY);
        assertThat(guard.state()).isEqualTo(State.OPEN);
        assertThat(guard.permits()).isFalse();
    }

    @Test
    void aCallThatSaysNothingOfTheStoreLeavesTheTurnToTheNext() {
        fail(3);
        await().until(guard::permits);
        guard.undecided();
        assertThat(guard.permits()).isTrue();
    }

    @Test
    void warnsOnceForEachOutageAndSaysWhenItIsOver() {
        List<LogRecord> log = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                log.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(CircuitBreakerGuard.class.getName());
        // Whatever an application that was started before has made of it.
        Level level = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        try {
            fail(3);
            for (int i = 0; i < 100; i++) {
                guard.permits();
            }
            await().until(guard::permits);
            guard.failed(TOOK, AWAY);
            await().until(guard::permits);
            guard.succeeded(TOOK);
            assertThat(log).extracting(LogRecord::getLevel).containsExactly(Level.WARNING, Level.INFO);
            assertThat(log.get(0).getMessage()).contains("is open", "3 calls", "200 ms", "connection refused");
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
        }
    }
}
