package io.github.idempotency.starter.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OtherDatabaseTests {

    @Test
    void saysHowToGoOnWithoutPostgreSql(CapturedOutput output) {
        assertThatThrownBy(() -> new SpringApplicationBuilder(ShopApplication.class).run("--server.port=0"))
                .isNotNull();
        assertThat(output)
                .contains(
                        "APPLICATION FAILED TO START",
                        "leads to H2",
                        "idempotency.store.type=memory",
                        "@InMemoryIdempotency");
    }
}
