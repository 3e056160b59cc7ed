package io.github.idempotency.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpProxyTests {

    @Test
    void resetsConnectionsDuringAnOutageAndCarriesThemAfterwards() throws Exception {
        try (ProtocolServer server = new ProtocolServer();
                TcpProxy proxy =
                        TcpProxy.to("localhost", URI.create(server.url()).getPort())) {
            HttpTarget target = new HttpTarget(URI.create("http://localhost:" + proxy.port()));
            DrillRequest request = new DrillRequest("POST", "/", Map.of("Idempotency-Key", "k"), "{}");

            assertThat(target.send(request).status()).isEqualTo(201);
            proxy.begin();
            assertThatThrownBy(() -> target.send(request)).isInstanceOf(IOException.class);
            proxy.end();
            assertThat(target.send(request).status()).isEqualTo(201);
        }
    }

    @Test
    void losesAsManyAnswersAsItIsTold() throws Exception {
        try (ProtocolServer server = new ProtocolServer();
                TcpProxy proxy =
                        TcpProxy.to("localhost", URI.create(server.url()).getPort())) {
            HttpTarget target = new HttpTarget(URI.create("http://localhost:" + proxy.port()));
            DrillRequest request = new DrillRequest("POST", "/", Map.of("Idempotency-Key", "k"), "{}");

            proxy.loseNextAnswers(LostResponse.RESET, LostResponse.EMPTY, LostResponse.BAD_GATEWAY);

            assertThatThrownBy(() -> target.send(request)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> target.send(request)).isInstanceOf(IOException.class);
            assertThat(target.send(request).status()).isEqualTo(502);
            assertThat(target.send(request).first("Idempotent-Replayed")).isEqualTo("true");
            assertThat(proxy.answersToLose()).isZero();
            assertThat(server.effects).hasValue(1);
        }
    }
}
