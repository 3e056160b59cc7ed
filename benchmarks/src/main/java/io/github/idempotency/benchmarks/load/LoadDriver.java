package io.github.idempotency.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/** A number of clients, each of which sends its next request as soon as it has the answer to the last. */
public final class LoadDriver implements AutoCloseable {

    /** Requests of this first while are sent, not measured. */
    private static final Duration LEAD_IN = Duration.ofMillis(150);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    public Slice run(Load load, int clients, Duration duration) {
        return run(load, clients, duration, Duration.ZERO);
    }

    /** With a pause of each client after each of its requests. */
    public Slice run(Load load, int clients, Duration duration, Duration pause) {
        CountDownLatch ready = new CountDownLatch(clients);
        List<CompletableFuture<Client>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Client client = new Client(load, load.port(i), ready, duration, pause);
            running.add(CompletableFuture.supplyAsync(client::run, threads));
        }
        List<Client> done = running.stream().map(CompletableFuture::join).toList();
        long end = done.stream().mapToLong(client -> client.ended).max().orElseThrow();
        long start = done.stream().mapToLong(client -> client.measured).min().orElseThrow();
        long[] latencies = done.stream().flatMapToLong(Client::latencies).toArray();
        return Slice.of(
                done.stream().mapToLong(client -> client.requests).sum(),
                done.stream().mapToLong(client -> client.unexpected).sum(),
                done.stream().mapToLong(client -> client.replayed).sum(),
                latencies,
                (end - start) / 1e9);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static final class Client {

        private final Load load;

        private final int port;

        private final CountDownLatch ready;

        private final Duration duration;

        private final Duration pause;

        private long[] times = new long[1 << 12];

        private int count;

        private long requests;

        private long unexpected;

        private long replayed;

        private long measured;

        private long ended;

        Client(Load load, int port, CountDownLatch ready, Duration duration, Duration pause) {
            this.load = load;
            this.port = port;
            this.ready = ready;
            this.duration = duration;
            this.pause = pause;
        }

        Client run() {
            byte[] request = load.template().copy();
            try (HttpConnection connection = new HttpConnection(port)) {
                ready.countDown();
                ready.await();
                measured = System.nanoTime() + LEAD_IN.toNanos();
                long deadline = measured + duration.toNanos();
                for (long sent = System.nanoTime(); sent < deadline; sent = next()) {
                    load.next(request);
                    int status = connection.exchange(request);
                    ended = System.nanoTime();
                    note(sent, status, connection.replayed());
                }
                return this;
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        private long next() throws InterruptedException {
            if (pause.isZero()) {
                return ended;
            }
            Thread.sleep(pause.toMillis());
            return System.nanoTime();
        }

        LongStream latencies() {
            return Arrays.stream(times, 0, count);
        }

        private void note(long sent, int status, boolean replay) {
            requests++;
            if (status != load.expected()) {
                unexpected++;
            }
            if (replay) {
                replayed++;
            }
            if (sent >= measured) {
                if (count == times.length) {
                    times = Arrays.copyOf(times, 2 * count);
                }
                times[count++] = ended - sent;
            }
        }
    }
}
