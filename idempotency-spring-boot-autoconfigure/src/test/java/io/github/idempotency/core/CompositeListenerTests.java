package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompositeListenerTests {

    private static final RequestOutcome OUTCOME =
            new RequestOutcome("pay", RiskClass.HIGH, Outcome.EXECUTED, null, "unknown", null);

    private final Logger logger = Logger.getLogger(CompositeListener.class.getName());
    private final List<String> heard = new ArrayList<>();
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
            logged.add(logRecord);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void catchLog() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void releaseLog() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void passesEverythingOnToEveryListener() {
        CompositeListener composite = new CompositeListener(List.of(new Recording(), new Recording()));
        composite.onOutcome(OUTCOME);
        composite.onStoreCall("claim", "hit", Duration.ofMillis(1));
        assertThat(heard).containsExactly("EXECUTED", "EXECUTED", "claim hit", "claim hit");
        assertThat(logged).isEmpty();
    }

    @Test
    void keepsWhatAListenerThrowsFromTheRequestAndFromTheOthers() {
        CompositeListener composite = new CompositeListener(
                List.of(new Throwing(new IllegalStateException("x")), new Recording(), new Throwing(null)));
        composite.onOutcome(OUTCOME);
        composite.onStoreCall("claim", "hit", Duration.ofMillis(1));
        assertThat(heard).containsExactly("EXECUTED", "claim hit");
    }

    @Test
    void keepsErrorsFromTheRequestToo() {
        new CompositeListener(List.of(new IdempotencyListener() {
                    @Override
                    public void onOutcome(RequestOutcome outcome) {
                        throw new NoClassDefFoundError("x");
                    }
                }))
                .onOutcome(OUTCOME);
        assertThat(logged).hasSize(1);
    }

    @Test
    void logsOnceForEachClassOfListener() {
        CompositeListener composite = new CompositeListener(
                List.of(new Throwing(new IllegalStateException("x")), new Throwing(new IllegalStateException("y"))));
        for (int i = 0; i < 10; i++) {
            composite.onOutcome(OUTCOME);
        }
        assertThat(logged).hasSize(1);
        assertThat(logged.get(0).getThrown()).hasMessage("x");
    }

    private final class Recording implements IdempotencyListener {

        @Override
        public void onOutcome(RequestOutcome outcome) {
            heard.add(outcome.outcome().name());
        }

        @Override
        public void onStoreCall(String call, String result, Duration duration) {
            heard.add(call + ' ' + result);
        }
    }

    private record Throwing(RuntimeException failure) implements IdempotencyListener {

        @Override
        public void onOutcome(RequestOutcome outcome) {
            throw failure;
        }

        @Override
        public void onStoreCall(String call, String result, Duration duration) {
            throw failure;
        }
    }
}
