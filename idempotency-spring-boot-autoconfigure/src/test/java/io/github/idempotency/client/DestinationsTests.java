package io.github.idempotency.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTests {

    @ParameterizedTest
    @CsvSource({
        "api.example.org, https://api.example.org/x, true",
        "api.example.org, https://API.Example.org:8443/x, true",
        "api.example.org, https://api.example.org.evil.org/x, false",
        "*.example.org, https://eu.api.example.org/x, true",
        "*.example.org, https://example.org/x, false",
        "*.example.org, https://badexample.org/x, false",
        "localhost:9090, http://localhost:9090/x, true",
        "localhost:9090, http://localhost:9091/x, false",
        "localhost:80, http://localhost/x, true",
        "localhost:443, https://localhost/x, true",
        "my_service, http://my_service/x, true",
        "my_service:8080, http://user:pw@My_Service:8080/x, true",
        "my_service:8080, http://my_service:8081/x, false",
        "evil.org, http://my_service@evil.org/x, true",
        "my_service, http://my_service@evil.org/x, false",
        "localhost, 'http://[::1]:80/x', false",
        "localhost, /relative, false"
    })
    void aPatternMatchesItsHosts(String pattern, URI uri, boolean matches) {
        assertThat(HostPattern.of(pattern).matches(uri)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*", "http://api.example.org", "api.example.org/path", "a.*.org", "*api", "host:", "-x"})
    void whatIsNoHostIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPattern.of(text))
                .withMessageContaining(text);
    }

    @Test
    void theMoreSpecificPatternCounts() {
        Destinations destinations = new Destinations(List.of(
                named("all", "*.org"),
                named("domain", "*.example.org"),
                named("host", "api.example.org"),
                named("port", "api.example.org:8443")));
        assertThat(name(destinations, "https://other.org")).isEqualTo("all");
        assertThat(name(destinations, "https://eu.example.org")).isEqualTo("domain");
        assertThat(name(destinations, "https://api.example.org")).isEqualTo("host");
        assertThat(name(destinations, "https://api.example.org:8443")).isEqualTo("port");
        assertThat(destinations.find(URI.create("https://example.com"))).isNull();
    }

    private static String name(Destinations destinations, String uri) {
        Destination found = destinations.find(URI.create(uri));
        return found == null ? "" : found.name();
    }

    private static Destination named(String name, String host) {
        return new Destination(
                name,
                List.of(HostPattern.of(host)),
                3,
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                "Idempotency-Key",
                KeyDialect.QUOTED,
                255,
                true,
                new RetryBudget(0.1, 10, Duration.ofSeconds(10)));
    }
}
