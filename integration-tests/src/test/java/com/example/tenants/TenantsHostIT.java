package com.example.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.integration.HostProcess;
import io.github.idempotency.integration.HostSpec;
import io.github.idempotency.test.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantsHostIT {

    @Test
    void refusesToKeepRecordsInADatabaseThatATenantChooses() {
        HostSpec host = HostSpec.of(TenantsHost.class)
                .database(PostgresServer.createDatabase())
                .properties("shop.second.url=" + PostgresServer.createDatabase().url());
        List<String> log = HostProcess.failToStart("TenantsHostIT", host);
        assertThat(String.join("\n", log))
                .contains("APPLICATION FAILED TO START", "AbstractRoutingDataSource", "@IdempotencyPersistence");
    }
}
