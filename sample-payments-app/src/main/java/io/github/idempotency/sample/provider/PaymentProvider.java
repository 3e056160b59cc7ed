package io.github.idempotency.sample.provider;

import io.github.idempotency.client.OutgoingKey;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.util.UriComponentsBuilder;

/** The payment provider's API, the destination {@code provider} of the library: it is called under a key, and retried. */
@Component
public class PaymentProvider {

    private final RestClient http;

    private final ProviderProperties properties;

    private final Environment environment;

    // The JDK's client never repeats a POST by itself: attempts are made in one place.
    PaymentProvider(RestClient.Builder http, ProviderProperties properties, Environment environment) {
        HttpClientSettings settings =
                HttpClientSettings.defaults().withTimeouts(properties.connectTimeout(), properties.readTimeout());
        this.http = http.requestFactory(ClientHttpRequestFactoryBuilder.jdk().build(settings))
                .build();
        this.properties = properties;
        this.environment = environment;
    }

    /**
     * Charges an amount. The reference is the provider's idempotency key too: called again with it, the provider answers
     * with the charge it made and charges nothing.
     *
     * @throws ProviderFailedException if no answer came; whether the charge was made is then unknown
     */
    // tag::charge[]
    public Charge charge(String reference, BigDecimal amount, String currency) {
        Map<String, String> body =
                Map.of("reference", reference, "amount", amount.setScale(2).toPlainString(), "currency", currency);
        return call(() -> http.post()
                .uri(uri("/provider/charges"))
                .attributes(OutgoingKey.key(reference))
                .body(body)
                .retrieve()
                .body(Charge.class));
    }
    // end::charge[]

    /**
     * Gives a charge back; once or often is the same.
     *
     * @throws ProviderFailedException if no answer came
     */
    public Charge voidCharge(Charge charge) {
        return call(() -> http.post()
                .uri(uri("/provider/charges/" + charge.id() + "/void"))
                .attributes(OutgoingKey.step("void"))
                .retrieve()
                .body(Charge.class));
    }

    private static Charge call(Supplier<@Nullable Charge> request) {
        try {
            return Objects.requireNonNull(request.get(), "The payment provider answered without a body");
        } catch (ResourceAccessException exception) {
            boolean sent = exception.getCause() instanceof HttpTimeoutException timeout
                    && !(timeout instanceof HttpConnectTimeoutException);
            throw sent ? ProviderFailedException.timeout(exception) : ProviderFailedException.unavailable(exception);
        } catch (RestClientException exception) {
            throw ProviderFailedException.failed(exception);
        }
    }

    /** The port of the simulator is known only once the server listens, so it is looked up at every call. */
    private URI uri(String path) {
        UriComponentsBuilder base = properties.baseUrl() != null
                ? UriComponentsBuilder.fromUri(properties.baseUrl())
                : UriComponentsBuilder.newInstance()
                        .scheme("http")
                        .host("localhost")
                        .port(environment.getRequiredProperty("local.server.port"))
                        .path(environment.getProperty("server.servlet.context-path", ""));
        return base.path(path).build().toUri();
    }
}
