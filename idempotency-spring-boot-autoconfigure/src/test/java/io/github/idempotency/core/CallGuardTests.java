package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallGuardTests {

    private final List<String> told = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private boolean permits = true;

    private final StoreCalls calls = new StoreCalls(
            Duration.ofMillis(200),
            new CallGuard() {
                @Override
                public boolean permits() {
                    return permits;
                }

                @Override
                public void succeeded(Duration duration) {
                    told.add("succeeded");
                }

                @Override
                public void failed(Duration duration, StoreUnavailableException failure) {
                    told.add("failed");
                }

                @Override
                public void undecided() {
                    told.add("undecided");
                }

                @Override
                public State state() {
                    return State.CLOSED;
                }
            },
            new IdempotencyListener() {
                @Override
                public void onStoreCall(String call, String result, Duration duration) {
                    heard.add(call + ' ' + result);
                }
            });

    @AfterEach
    void close() {
        goesOn.countDown();
        calls.close();
    }

    private <T> T ask(Supplier<T> body) {
        return calls.ask("claim", body, value -> true, tooLate -> {});
    }

    private <T> T call(Supplier<T> body) {
        return calls.call("complete", body, value -> true, tooLate -> {});
    }

    @Test
    void isToldHowEveryCallWent() {
        ask(() -> 1);
        call(() -> 1);
        catchThrowable(() -> ask(() -> {
            throw new StoreUnavailableException("away", null);
        }));
        catchThrowable(() -> call(() -> {
            throw new StoreUnavailableException("away", null);
        }));
        catchThrowable(() -> ask(this::hang));
        assertThat(told).containsExactly("succeeded", "succeeded", "failed", "failed", "failed");
    }

    @Test
    void refusesWithoutAThreadAStackTraceOrACall() {
        permits = false;
        assertThatExceptionOfType(CallRefusedException.class)
                .isThrownBy(() -> ask(() -> {
                    throw new AssertionError("called");
                }))
                .satisfies(refused -> assertThat(refused.getStackTrace()).isEmpty());
        assertThat(heard).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void neverRefusesWhatFollowsTheHandler() {
        permits = false;
        assertThat(call(() -> "stored")).isEqualTo("stored");
        assertThat(told).containsExactly("succeeded");
    }

    @Test
    void aRecordOfANewerVersionIsAnAnswerOfTheStore() {
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> ask(() -> {
                    throw new UnreadableRecordException("state 9");
                }));
        assertThat(told).containsExactly("succeeded");
    }

    @Test
    void aDefectAndAnInterruptSayNothingOfTheStore() {
        catchThrowable(() -> ask(() -> {
            throw new IllegalArgumentException("a defect");
        }));
        catchThrowable(() -> call(() -> {
            throw new IllegalArgumentException("a defect");
        }));
        Thread.currentThread().interrupt();
        catchThrowable(() -> ask(this::hang));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(told).containsExactly("undecided", "undecided");
    }

    private String hang() {
        try {
            return goesOn.await(20, TimeUnit.SECONDS) ? "late" : "never";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }
}
