package io.github.idempotency.sample.torture;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/** The processes of the sample. One that ends is started again, as a cluster would. */
final class Instances implements AutoCloseable {

    private static final int COUNT = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration WATCH = Duration.ofMillis(250);

    private final List<Instance> all = new ArrayList<>();

    private volatile boolean closed;

    Instances(int databasePort, String providerUrl, TortureSettings settings, ExecutorService threads)
            throws IOException {
        for (int i = 1; i <= COUNT; i++) {
            all.add(new Instance("instance-" + i, new TcpProxy(databasePort, threads), providerUrl, settings));
        }
        threads.execute(this::keepRunning);
    }

    List<Instance> all() {
        return all;
    }

    Instance any(RandomGenerator random) {
        return all.get(random.nextInt(COUNT));
    }

    void awaitListening() {
        await().atMost(PATIENCE).until(() -> all.stream().allMatch(Instance::isListening));
    }

    long countLinesOfLogs(String text) {
        return all.stream()
                .mapToLong(instance -> instance.countLinesOfLog(text))
                .sum();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Instance instance : all) {
            instance.close();
            instance.network.close();
        }
    }

    private void keepRunning() {
        while (!closed) {
            all.forEach(Instance::ensureRunning);
            Pause.of(WATCH);
        }
    }
}
