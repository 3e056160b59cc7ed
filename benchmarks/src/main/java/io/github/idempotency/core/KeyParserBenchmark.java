package io.github.idempotency.core;

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

/** Reading the key of a request. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyParserBenchmark {

    private final KeyParser parser = new KeyParser("Idempotency-Key", KeyFormat.LENIENT, 1, 255, null);

    private final List<String> plain = List.of("8e03978e-40d5-43dd-bc93-6894a57f9324");

    private final List<String> quoted = List.of("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"");

    @Benchmark
    public Object plain() {
        return parser.parse(plain);
    }

    @Benchmark
    public Object quoted() {
        return parser.parse(quoted);
    }

    @Benchmark
    public Object idOfTheRecord() {
        return new RecordKey(Tenant.anonymous(), "create-payment", plain.get(0)).id();
    }
}
