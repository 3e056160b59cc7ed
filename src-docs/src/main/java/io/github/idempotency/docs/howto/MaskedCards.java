package io.github.idempotency.docs.howto;

import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.ResponseRedaction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MaskedCards {

    private static final Pattern CARD_NUMBER = Pattern.compile("\"cardNumber\":\"\\d+(\\d{4})\"");

    // tag::masked-cards[]
    @Bean
    ResponseRedaction maskedCardNumbers() {
        return (operation, response) -> operation.equals("create-card") && response.body() != null
                ? new Envelope(response.status(), response.headers(), masked(response.body()))
                : response;
    }
    // end::masked-cards[]

    private static byte[] masked(byte[] body) {
        String json = new String(body, StandardCharsets.UTF_8);
        return CARD_NUMBER.matcher(json).replaceAll("\"cardNumber\":\"****$1\"").getBytes(StandardCharsets.UTF_8);
    }
}
