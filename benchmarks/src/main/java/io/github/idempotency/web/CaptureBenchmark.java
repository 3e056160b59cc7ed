package io.github.idempotency.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Holding a response back, then copying it for the store and to the client. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CaptureBenchmark {

    private static final int CHUNK = 1 << 10;

    @Param({"1", "1024"})
    public int kilobytes;

    private final byte[] chunk = new byte[CHUNK];

    @Benchmark
    public byte[] captureAndCopy() throws IOException {
        CaptureBuffer buffer = CaptureBuffer.holding(4L << 20, 4L << 20, OutputStream::nullOutputStream);
        for (int i = 0; i < kilobytes; i++) {
            buffer.write(chunk, 0, CHUNK);
        }
        buffer.writeTo(OutputStream.nullOutputStream());
        return buffer.toByteArray();
    }
}
