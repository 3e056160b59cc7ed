package com.example.petclinic;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.integration.HostClassPath;
import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostLauncher;
import io.github.idempotency.integration.HostProcess;
import io.github.idempotency.integration.HostSpec;
import io.github.idempotency.integration.HttpCalls;
import io.github.idempotency.integration.Unannotated;
import io.github.idempotency.integration.UnannotatedRequests;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adding the dependency changes nothing of an application that has caching, JPA and Tomcat. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PetclinicHostIT {

    private final TestDatabase database = PostgresServer.createDatabase();
    private final TestDatabase other = PostgresServer.createDatabase();

    private HostProcess with;
    private HostProcess without;

    @BeforeAll
    void start() throws SQLException {
        String table = "CREATE TABLE orders (id bigserial PRIMARY KEY, item text NOT NULL)";
        HostContract.execute(database, table);
        HostContract.execute(other, table);
        with = start("with", HostClassPath.withLibrary(), database);
        without = start("without", HostClassPath.withoutLibrary(), other);
    }

    private static HostProcess start(String name, HostClassPath jars, TestDatabase database) {
        HostSpec host = HostSpec.of(PetclinicHost.class)
                .on(jars.with("spring-boot-starter-cache", "spring-boot-cache", "spring-context-support"))
                .database(database);
        return HostProcess.start("PetclinicHostIT-" + name, host, HostLauncher.BEANS + "=true");
    }

    @AfterAll
    void stop() {
        with.close();
        without.close();
    }

    @Test
    void startsWithoutWarnings() {
        assertThat(with.startLog()).noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }

    @Test
    void changesNoBean() {
        assertThat(with.beans()).containsAll(without.beans());
        assertThat(without.beans())
                .anyMatch(bean -> bean.startsWith("cacheManager "))
                .anyMatch(bean -> bean.startsWith("dataSource "))
                .anyMatch(bean -> bean.startsWith("transactionManager "))
                .anyMatch(bean -> bean.startsWith("tomcatServletWebServerFactory "));
    }

    @Test
    void addsNoBeanButItsOwn() {
        assertThat(with.beans())
                .filteredOn(bean -> !without.beans().contains(bean))
                .isNotEmpty()
                .allMatch(bean -> bean.startsWith("idempot") || bean.startsWith("io.github.idempotency."));
    }

    @Test
    void makesNoTableOutsideItsOwn() throws SQLException {
        assertThat(
                        HostContract.count(
                                database,
                                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'idempotency%'"))
                .isEqualTo(1);
        assertThat(HostContract.count(database, "SELECT count(*) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'"))
                .isEqualTo(
                        HostContract.count(other, "SELECT count(*) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersTheSameBytes(Unannotated request) {
        assertThat(raw(with, request)).isNotEmpty().isEqualTo(raw(without, request));
    }

    static List<Unannotated> requests() {
        return UnannotatedRequests.ALL;
    }

    private static String raw(HostProcess host, Unannotated request) {
        return HttpCalls.timeless(host.port(), request.method(), request.path(), request.body(), request.headers());
    }
}
