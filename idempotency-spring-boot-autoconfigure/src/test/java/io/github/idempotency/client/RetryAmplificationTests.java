package io.github.idempotency.client;

import static io.github.idempotency.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** A service that is fully down, called by several threads: what reaches it with a budget, and without. */
class RetryAmplificationTests {

    private static final int CALLS = 2_000;
    private static final int THREADS = 8;

    @Test
    void aServiceThatIsDownIsNotHitThreefold() throws Exception {
        // The reserve is 100 in the window; the run is shorter than that in the time of the test's own clock, which
        // stands still.
        List<Integer> budgeted = sent(new RetryBudget(0.1, 10, Duration.ofSeconds(10), () -> 0));
        List<Integer> unbudgeted = sent(new RetryBudget(10, 10, Duration.ofSeconds(10), () -> 0));
        print(budgeted, unbudgeted);
        for (int i = 0; i < budgeted.size(); i++) {
            int calls = (i + 1) * CALLS / budgeted.size();
            assertThat(budgeted.get(i)).as("after " + calls).isLessThanOrEqualTo((int) (1.1 * calls) + 100);
        }
        assertThat(unbudgeted.get(unbudgeted.size() - 1)).isEqualTo(3 * CALLS);
    }

    /** Requests that the service saw after each tenth of the calls. */
    private static List<Integer> sent(RetryBudget budget) throws Exception {
        TestCalls calls = new TestCalls();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Integer> curve = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer()) {
            server.always(status(503));
            RestClient client = client(server, calls, budget);
            AtomicInteger answered = new AtomicInteger();
            for (int tenth = 0; tenth < 10; tenth++) {
                List<Future<?>> running = new ArrayList<>();
                for (int call = 0; call < CALLS / 10; call++) {
                    running.add(threads.submit(() -> {
                        client.post().uri("/orders").body("x").retrieve().toBodilessEntity();
                        answered.incrementAndGet();
                    }));
                }
                for (Future<?> call : running) {
                    call.get();
                }
                curve.add(server.received.size());
            }
            assertThat(answered).hasValue(CALLS);
        } finally {
            threads.shutdownNow();
        }
        return curve;
    }

    private static RestClient client(ScriptedServer server, TestCalls calls, RetryBudget budget) throws IOException {
        Destination destination = TestCalls.with(TestCalls.destination("localhost"), budget);
        OutgoingCalls outgoing = new OutgoingCalls(
                new Destinations(List.of(destination)), null, calls, new Timing(() -> 0, () -> 0, wait -> {}));
        return RestClient.builder()
                .baseUrl(server.url())
                .requestFactory(new SimpleClientHttpRequestFactory())
                .requestInterceptor(new RetryingInterceptor(outgoing))
                .defaultStatusHandler(any -> true, (request, response) -> {})
                .build();
    }

    private static void print(List<Integer> budgeted, List<Integer> unbudgeted) {
        StringBuilder table = new StringBuilder("Requests sent to a service that is down\n")
                .append("| logical calls | with a budget | bound | without |\n|---:|---:|---:|---:|\n");
        for (int i = 0; i < budgeted.size(); i++) {
            int calls = (i + 1) * CALLS / budgeted.size();
            table.append(String.format(
                    "| %d | %d | %d | %d |%n", calls, budgeted.get(i), (int) (1.1 * calls) + 100, unbudgeted.get(i)));
        }
        System.out.println(table);
    }
}
