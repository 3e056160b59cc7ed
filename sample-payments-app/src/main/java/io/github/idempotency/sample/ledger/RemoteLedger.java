package io.github.idempotency.sample.ledger;

import io.github.idempotency.client.OutgoingKey;
import io.github.idempotency.sample.accounts.Movement;
import java.net.URI;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** The ledger of another service, the destination {@code ledger} of the library: it is called under a key, and retried. */
@Component
@ConditionalOnProperty("sample.ledger.base-url")
public class RemoteLedger {

    private final RestClient http;

    RemoteLedger(RestClient.Builder http, LedgerProperties properties) {
        URI baseUrl = Objects.requireNonNull(properties.baseUrl(), "sample.ledger.base-url is empty");
        HttpClientSettings settings =
                HttpClientSettings.defaults().withTimeouts(properties.connectTimeout(), properties.readTimeout());
        this.http = http.baseUrl(baseUrl)
                .requestFactory(ClientHttpRequestFactoryBuilder.jdk().build(settings))
                .build();
    }

    /**
     * Enters a movement, once for each key.
     *
     * @throws LedgerFailedException if it is not known to be entered
     */
    public void enter(String key, Movement movement) {
        try {
            http.post()
                    .uri("/ledger/entries")
                    .attributes(OutgoingKey.key(key))
                    .body(movement)
                    .retrieve()
                    .toBodilessEntity();
        } catch (RestClientException exception) {
            throw new LedgerFailedException(exception);
        }
    }
}
