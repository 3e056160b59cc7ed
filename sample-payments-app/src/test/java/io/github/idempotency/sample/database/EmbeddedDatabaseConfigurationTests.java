package io.github.idempotency.sample.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class EmbeddedDatabaseConfigurationTests {

    private static final String URL = "jdbc:postgresql://example.org/payments";

    @Test
    void asksForTheUrlAtStartSinceAnAheadOfTimeBuildHasNone() {
        new ApplicationContextRunner()
                .withUserConfiguration(Properties.class, EmbeddedDatabaseConfiguration.class)
                .withPropertyValues("spring.datasource.url=" + URL, "spring.datasource.username=someone")
                .run(context -> {
                    JdbcConnectionDetails details = context.getBean(JdbcConnectionDetails.class);
                    assertThat(details.getJdbcUrl()).isEqualTo(URL);
                    assertThat(details.getUsername()).isEqualTo("someone");
                    assertThat(details.getDriverClassName()).isEqualTo("org.postgresql.Driver");
                    assertThat(context.getBeanFactory().containsSingleton("embeddedDatabase"))
                            .as("started")
                            .isFalse();
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({DataSourceProperties.class, EmbeddedDatabaseProperties.class})
    static class Properties {}
}
