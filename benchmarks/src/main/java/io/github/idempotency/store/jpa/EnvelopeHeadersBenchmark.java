package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Envelope.Header;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing and reading the part of an envelope that is not stored as it is: the body is. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnvelopeHeadersBenchmark {

    private final List<Header> headers = List.of(
            new Header("Content-Type", "application/json"),
            new Header("Location", "/payments/8e03978e-40d5-43dd-bc93-6894a57f9324"));

    private final String text = HeaderText.format(headers);

    @Benchmark
    public Object encode() {
        return HeaderText.format(headers);
    }

    @Benchmark
    public Object decode() {
        return HeaderText.parse(text);
    }
}
