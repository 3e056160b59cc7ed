package io.github.idempotency.sample.database;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this application keeps what outlives it.
 *
 * @param dataDir directory of the embedded PostgreSQL, relative to the working directory; created if it is missing
 */
@ConfigurationProperties("sample")
public record EmbeddedDatabaseProperties(
        @DefaultValue("./data") Path dataDir) {}
