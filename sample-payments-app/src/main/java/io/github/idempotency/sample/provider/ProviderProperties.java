package io.github.idempotency.sample.provider;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach the payment provider.
 *
 * @param baseUrl        where it answers; without one, the simulator in this application
 * @param connectTimeout how long to wait for a connection
 * @param readTimeout    how long to wait for an answer
 */
@ConfigurationProperties("sample.provider")
public record ProviderProperties(
        @Nullable URI baseUrl,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("2s") Duration readTimeout) {}
