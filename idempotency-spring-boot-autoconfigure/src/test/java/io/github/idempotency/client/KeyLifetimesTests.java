package io.github.idempotency.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class KeyLifetimesTests {

    private final KeyLifetimes lifetimes = new KeyLifetimes();
    private final Destination tenSeconds = TestCalls.destination("localhost");

    private boolean warns(String lifetime) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Idempotency-Key-Lifetime", lifetime);
        return lifetimes.compare(tenSeconds, headers);
    }

    @Test
    void warnsOnceIfRetriesMayOutliveTheKey() {
        assertThat(warns("9")).isTrue();
        assertThat(warns("9")).isFalse();
    }

    @Test
    void isContentWithALongerLifetimeAndIgnoresGarbage() {
        assertThat(warns("11")).isFalse();
        assertThat(warns("P3D")).isFalse();
        assertThat(warns("-1")).isFalse();
        assertThat(warns("99999999999999999999999999")).isFalse();
        assertThat(lifetimes.compare(tenSeconds, new HttpHeaders())).isFalse();
        assertThat(warns("10")).isTrue();
    }
}
