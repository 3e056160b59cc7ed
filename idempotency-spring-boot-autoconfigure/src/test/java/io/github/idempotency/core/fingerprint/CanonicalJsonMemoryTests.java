package io.github.idempotency.core.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.idempotency.core.fingerprint.Payload.Raw;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a fingerprint takes besides the payload itself. Allocated is more than is held at any time. */
@Timeout(60)
class CanonicalJsonMemoryTests {

    private static final int SIZE = 1_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RequestFingerprinter fingerprinter = new RequestFingerprinter();

    /** Bytes allocated for the fingerprint, for each byte of the payload. */
    private double allocatedPerByte(String json) {
        byte[] payload = json.getBytes(UTF_8);
        FingerprintInput input =
                new FingerprintInput("POST", "/", null, "application/json", Map.of(), new Raw(payload));
        fingerprinter.fingerprint(input, FingerprintVersion.CANONICAL_JSON_V1);
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        fingerprinter.fingerprint(input, FingerprintVersion.CANONICAL_JSON_V1);
        return (double) (THREADS.getThreadAllocatedBytes(thread) - before) / payload.length;
    }

    @Test
    void takesNextToNothingForArraysLiteralsAndStrings() {
        assertThat(allocatedPerByte('[' + "0,".repeat(SIZE / 2) + "0]")).isLessThan(0.1);
        assertThat(allocatedPerByte('[' + "[],".repeat(SIZE / 3) + "[]]")).isLessThan(0.1);
        assertThat(allocatedPerByte('[' + "{},".repeat(SIZE / 3) + "{}]")).isLessThan(0.1);
        assertThat(allocatedPerByte('[' + "null,".repeat(SIZE / 5) + "true]")).isLessThan(0.1);
        assertThat(allocatedPerByte('"' + "x".repeat(SIZE) + '"')).isLessThan(0.1);
        assertThat(allocatedPerByte('[' + "\"\u00e9\",".repeat(SIZE / 5) + "0]"))
                .isLessThan(0.1);
    }

    @Test
    void takesASmallMultipleForObjectsWhateverTheOrderOfTheirMembers() {
        assertThat(allocatedPerByte(members(IntStream.range(100_000, 200_000)))).isLessThan(4);
        assertThat(allocatedPerByte(members(IntStream.range(0, 100_000).map(i -> 200_000 - i))))
                .isLessThan(8);
        assertThat(allocatedPerByte('[' + "{\"b\":0,\"a\":0},".repeat(SIZE / 14) + "0]"))
                .isLessThan(16);
        assertThat(allocatedPerByte("{\"b\":".repeat(499) + "0" + ",\"a\":0}".repeat(499)))
                .isLessThan(16);
    }

    private static String members(IntStream names) {
        return names.mapToObj(name -> "\"" + name + "\":0").collect(Collectors.joining(",", "{", "}"));
    }
}
