package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientVersionsTests {

    @Test
    void countsAnAbsentOrBlankVersionAsUnknown() {
        ClientVersions versions = new ClientVersions(10);
        assertThat(versions.bounded(null)).isEqualTo("unknown");
        assertThat(versions.bounded("")).isEqualTo("unknown");
        assertThat(versions.bounded(" \t")).isEqualTo("unknown");
    }

    @Test
    void tellsTheFirstVersionsApartAndCountsLaterOnesAsOther() {
        ClientVersions versions = new ClientVersions(2);
        assertThat(versions.bounded("ios/1.0")).isEqualTo("ios/1.0");
        assertThat(versions.bounded("unknown")).isEqualTo("unknown");
        assertThat(versions.bounded("web-2")).isEqualTo("web-2");
        assertThat(versions.bounded("web-3")).isEqualTo("other");
        assertThat(versions.bounded(" ios/1.0 ")).isEqualTo("ios/1.0");
        assertThat(new ClientVersions(0).bounded("x")).isEqualTo("other");
    }

    @Test
    void letsNoVersionPassForSyntheticTraffic() {
        assertThat(new ClientVersions(10).bounded("synthetic")).isEqualTo("other");
    }

    @Test
    void letsOnlyShortPlainValuesThrough() {
        ClientVersions versions = new ClientVersions(10);
        assertThat(versions.bounded("a\"b\r\nc{}é 1")).isEqualTo("a_b__c____1");
        assertThat(versions.bounded("v".repeat(64 * 1024))).isEqualTo("v".repeat(40));
    }

    @Test
    void staysWithinItsBoundUnderConcurrency() {
        ClientVersions versions = new ClientVersions(50);
        Set<String> values = IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(i -> versions.bounded("v" + i % 500))
                .collect(Collectors.toSet());
        assertThat(values).hasSize(51).contains("other");
    }
}
