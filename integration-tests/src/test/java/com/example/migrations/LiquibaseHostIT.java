package com.example.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.jpa.JpaHost;
import io.github.idempotency.integration.HostClassPath;
import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostSpec;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Liquibase makes the tables of the application, and Hibernate validates them. */
class LiquibaseHostIT extends HostContract {

    @Override
    protected HostSpec host() {
        HostClassPath jars = HostClassPath.withLibrary()
                .with("spring-boot-liquibase", "spring-boot-starter-liquibase", "liquibase-core")
                .with("opencsv", "commons-io", "commons-collections4", "commons-text", "commons-lang3");
        return HostSpec.of(JpaHost.class).on(jars).files("liquibase").database(database);
    }

    @Override
    protected void createSchema() {}

    @Test
    void bothToolsKeepToTheirOwnTables() throws SQLException {
        assertThat(count(database, "SELECT count(*) FROM databasechangelog")).isEqualTo(1);
        assertThat(hasTable(database, "idempotency_schema_history")).isTrue();
        assertThat(hasTable(database, "flyway_schema_history")).isFalse();
    }
}
