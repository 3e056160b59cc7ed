package com.example.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.integration.HostClassPath;
import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostSpec;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tables that somebody else has made, and no tool for migrations of its own. */
class PlainHostTests extends HostContract {

    @Override
    protected HostSpec host() {
        return HostSpec.of(JpaHost.class)
                .on(HostClassPath.withLibrary().without("spring-boot-flyway", "spring-boot-starter-flyway"))
                .database(database);
    }

    @Test
    void leavesNoHistoryOfMigrationsButTheLibrarysOwn() throws SQLException {
        assertThat(hasTable(database, "flyway_schema_history")).isFalse();
        assertThat(hasTable(database, "idempotency_schema_history")).isTrue();
    }
}
