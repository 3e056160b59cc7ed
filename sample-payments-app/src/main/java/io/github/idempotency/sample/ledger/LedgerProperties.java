package io.github.idempotency.sample.ledger;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who keeps the ledger of payments.
 *
 * @param baseUrl        where another service keeps it; without one, this application does. Its host has to be one of the
 *                       destination {@code ledger}
 * @param acceptEntries  whether this application takes the entries of other services, at {@code POST /ledger/entries}
 * @param connectTimeout how long to wait for a connection
 * @param readTimeout    how long to wait for an answer
 */
@ConfigurationProperties("sample.ledger")
public record LedgerProperties(
        @Nullable URI baseUrl,
        @DefaultValue("false") boolean acceptEntries,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("2s") Duration readTimeout) {}
