package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutcomeLogTests {

    private final Logger logger = Logger.getLogger(OutcomeLog.NAME);
    private final List<LogRecord> records = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setLevel(null);
    }

    @Test
    void writesPairsInTheVocabularyOfTheMetersWithoutTenantAndKey() {
        report(Outcome.KEY_REUSED);
        assertThat(records).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getMessage())
                    .isEqualTo("outcome=key-reused operation=\"POST /payments\" risk=critical"
                            + " client.version=ios/1 key.hash=0123456789ab");
        });
    }

    @Test
    void warnsOfWhatMayHaveHappenedTwiceOrIsLost() {
        report(Outcome.BYPASSED);
        report(Outcome.OUTCOME_UNKNOWN);
        report(Outcome.NOT_STORED);
        assertThat(records).extracting(LogRecord::getLevel).containsOnly(Level.WARNING);
        assertThat(records).hasSize(3);
    }

    @Test
    void keepsReplaysForDebuggingAndSaysNothingOfExecutions() {
        report(Outcome.EXECUTED);
        assertThat(records).isEmpty();
        report(Outcome.REPLAYED);
        assertThat(records).extracting(LogRecord::getLevel).containsExactly(Level.FINE);
    }

    @Test
    void writesOneLineAMinuteOfAnOutcomeThatComesOverAndOver() {
        AtomicLong clock = new AtomicLong();
        OutcomeLog log = new OutcomeLog(clock::get);
        for (int i = 0; i < 1_000; i++) {
            log.onOutcome(outcome(Outcome.KEY_REUSED, "ios/1"));
        }
        log.onOutcome(outcome(Outcome.RESULT_EXPIRED, "ios/1"));
        assertThat(lines(Level.INFO)).hasSize(2);
        assertThat(records).as("each of them, for who debugs").hasSize(1_001);

        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        log.onOutcome(outcome(Outcome.KEY_REUSED, "ios/1"));
        assertThat(lines(Level.INFO)).hasSize(3);
        assertThat(lines(Level.INFO).get(2)).endsWith(" key.hash=0123456789ab repeated=999");
    }

    @Test
    void keepsTheConflictsOfDrillsForDebugging() {
        new OutcomeLog().onOutcome(outcome(Outcome.KEY_REUSED, ClientVersions.SYNTHETIC));
        assertThat(records).extracting(LogRecord::getLevel).containsExactly(Level.FINE);
    }

    private List<String> lines(Level level) {
        return records.stream()
                .filter(line -> line.getLevel() == level)
                .map(LogRecord::getMessage)
                .toList();
    }

    private void report(Outcome outcome) {
        new OutcomeLog().onOutcome(outcome(outcome, "ios/1"));
    }

    private static RequestOutcome outcome(Outcome outcome, String clientVersion) {
        return new RequestOutcome("POST /payments", RiskClass.CRITICAL, outcome, "acme", clientVersion, "0123456789ab");
    }
}
