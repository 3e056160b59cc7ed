package com.example.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.integration.HostClassPath;
import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostProcess;
import io.github.idempotency.integration.HostSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** JDBC without JPA: the records are in memory, since the store in the database needs JPA. */
class JdbcHostIT extends HostContract {

    private HostSpec jdbcHost() {
        HostClassPath jars = HostClassPath.withLibrary()
                .without("hibernate-", "antlr4-", "jakarta.persistence", "spring-aspects", "aspectjweaver")
                .without("spring-boot-data-", "spring-boot-starter-data-jpa", "spring-data-", "spring-orm")
                .without("spring-boot-hibernate", "spring-boot-jpa", "spring-boot-persistence");
        return HostSpec.of(JdbcHost.class).on(jars).database(database);
    }

    @Override
    protected HostSpec host() {
        return jdbcHost().properties("idempotency.store.type=memory");
    }

    @Override
    protected List<String> operations() {
        return List.of("/orders");
    }

    @Test
    void refusesToStartWithoutJpaUnlessTheStoreIsInMemory() {
        List<String> log = HostProcess.failToStart("JdbcHostIT-refused", jdbcHost());
        assertThat(log).anyMatch(line -> line.contains("APPLICATION FAILED TO START"));
        assertThat(String.join("\n", log)).contains("spring-boot-starter-data-jpa", "idempotency.store.type=memory");
    }
}
