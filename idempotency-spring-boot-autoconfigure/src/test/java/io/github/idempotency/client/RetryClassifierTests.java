package io.github.idempotency.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetryClassifierTests {

    /** What the JDK's client gave for connections that broke at one point or another, on Java 17 and 25. */
    static Stream<IOException> causesOfABrokenConnection() {
        return Stream.of(
                new SocketException("Connection reset"),
                new IOException("Connection reset by peer"),
                new IOException("Broken pipe"),
                new EOFException("EOF reached while reading"));
    }

    @ParameterizedTest
    @MethodSource("causesOfABrokenConnection")
    void aConnectionThatBrokeIsRetriedWhateverTheClientSaysOfIt(IOException cause) {
        IOException failure = new IOException("HTTP/1.1 header parser received no bytes", cause);

        assertThat(RetryClassifier.classify(failure)).isEqualTo(RetryReason.RESET);
    }

    @Test
    void whatIsNotKnownIsNotRetried() {
        assertThat(RetryClassifier.classify(new IOException("No space left on device")))
                .isNull();
    }
}
