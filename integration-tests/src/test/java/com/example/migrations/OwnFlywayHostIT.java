package com.example.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.jpa.JpaHost;
import io.github.idempotency.integration.HostClassPath;
import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostSpec;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The application has migrations of its own, which Boot runs. */
class OwnFlywayHostIT extends HostContract {

    @Override
    protected HostSpec host() {
        HostClassPath jars =
                HostClassPath.withLibrary().with("spring-boot-flyway", "spring-boot-starter-flyway", "flyway-");
        return HostSpec.of(JpaHost.class).on(jars).files("own-flyway").database(database);
    }

    @Override
    protected void createSchema() {}

    @Test
    void eachRunHasItsOwnHistory() throws SQLException {
        assertThat(count(database, "SELECT count(*) FROM flyway_schema_history WHERE success"))
                .isEqualTo(2);
        assertThat(count(database, "SELECT count(*) FROM flyway_schema_history WHERE script LIKE '%idempotency%'"))
                .isZero();
        assertThat(count(database, "SELECT count(*) FROM idempotency_schema_history WHERE script LIKE '%orders%'"))
                .isZero();
    }
}
