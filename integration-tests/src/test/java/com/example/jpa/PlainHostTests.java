package com.example.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostProcess;
import io.github.idempotency.integration.HostSpec;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tables that somebody else has made, and no tool for migrations of its own. */
class PlainHostTests extends HostContract {

    @Override
    protected HostSpec host() {
        return HostSpec.of(JpaHost.class).database(database);
    }

    @Test
    void startsAgainOnTheTablesOfItsFirstStart() throws SQLException {
        try (HostProcess again = HostProcess.start("PlainHostTests-again", host())) {
            assertThat(again.startLog()).noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
        }
        assertThat(hasTable(database, "flyway_schema_history")).isFalse();
    }

    @Test
    void leavesNoHistoryOfMigrationsButTheLibrarysOwn() throws SQLException {
        assertThat(hasTable(database, "flyway_schema_history")).isFalse();
        assertThat(hasTable(database, "idempotency_schema_history")).isTrue();
    }
}
