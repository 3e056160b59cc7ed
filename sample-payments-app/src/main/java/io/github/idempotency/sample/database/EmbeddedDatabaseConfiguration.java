package io.github.idempotency.sample.database;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.StringUtils;

/**
 * Runs an embedded PostgreSQL unless a database is given: by {@code spring.datasource.url}, by Docker Compose, or by any
 * other connection details. The URL is asked for at start and by no condition, so that it also counts where the application
 * was processed ahead of time. The connection pool is Spring Boot's own; being built from the details, it is closed before
 * the server is stopped.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(JdbcConnectionDetails.class)
class EmbeddedDatabaseConfiguration {

    @Bean
    @Lazy
    EmbeddedDatabase embeddedDatabase(EmbeddedDatabaseProperties properties) {
        return EmbeddedDatabase.start(properties.dataDir());
    }

    @Bean
    JdbcConnectionDetails embeddedDatabaseConnectionDetails(
            DataSourceProperties properties, ObjectProvider<EmbeddedDatabase> database) {
        return StringUtils.hasText(properties.getUrl())
                ? new GivenDatabase(properties)
                : new EmbeddedDatabaseConnectionDetails(database.getObject().jdbcUrl());
    }

    private record EmbeddedDatabaseConnectionDetails(String getJdbcUrl) implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return "postgres";
        }

        @Override
        public String getPassword() {
            return "";
        }
    }

    private record GivenDatabase(DataSourceProperties properties) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return properties.determineUrl();
        }

        @Override
        public @Nullable String getUsername() {
            return properties.determineUsername();
        }

        @Override
        public @Nullable String getPassword() {
            return properties.determinePassword();
        }

        @Override
        public String getDriverClassName() {
            return properties.determineDriverClassName();
        }
    }
}
