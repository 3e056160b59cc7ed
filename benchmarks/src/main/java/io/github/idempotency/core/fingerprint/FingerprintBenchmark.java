package io.github.idempotency.core.fingerprint;

import io.github.idempotency.PayloadHash;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Telling a request from another, by the bytes of its payload and by what its JSON means. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FingerprintBenchmark {

    private static final String ITEM = "{\"name\":\"a thing\",\"amount\":12.50,\"tags\":[\"one\",\"two\"],\"n\":12345}";

    @Param({"1", "100"})
    public int kilobytes;

    private final RequestFingerprinter fingerprinter = new RequestFingerprinter();

    @SuppressWarnings("NullAway.Init")
    private FingerprintInput input;

    @Setup
    public void payload() {
        int items = kilobytes * 1000 / (ITEM.length() + 1);
        byte[] json = ("[" + ITEM + ("," + ITEM).repeat(items - 1) + "]").getBytes(StandardCharsets.UTF_8);
        input = new FingerprintInput("POST", "/payments", null, "application/json", Map.of(), new Payload.Raw(json));
    }

    @Benchmark
    public Object raw() {
        return fingerprinter.fingerprint(input, FingerprintVersion.current(PayloadHash.RAW));
    }

    @Benchmark
    public Object canonicalJson() {
        return fingerprinter.fingerprint(input, FingerprintVersion.current(PayloadHash.CANONICAL_JSON));
    }
}
