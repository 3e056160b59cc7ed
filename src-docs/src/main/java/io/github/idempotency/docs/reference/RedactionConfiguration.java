package io.github.idempotency.docs.reference;

import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.ResponseRedaction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RedactionConfiguration {

    // tag::redaction[]
    @Bean
    ResponseRedaction maskedCards(CardMasker masker) {
        return (operation, response) -> {
            byte[] body = response.body();
            return operation.equals("create-card") && body != null
                    ? new Envelope(response.status(), response.headers(), masker.mask(body))
                    : response;
        };
    }
    // end::redaction[]
}
