package io.github.idempotency.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.autoconfigure.ReducedClassPath;
import io.github.idempotency.starter.host.PlainHost;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.ClassUtils;

/** What an application becomes by the dependency alone: nothing but what the library adds. */
@ExtendWith(OutputCaptureExtension.class)
class UnchangedHostTests {

    /** What is not on the class path of an application that does without the starter. */
    private static final String[] LIBRARY = {"idempotency-spring-boot-autoconfigure", "flyway-"};

    private final TestDatabase database = PostgresServer.createDatabase();

    private final JdbcTemplate jdbc =
            new JdbcTemplate(new DriverManagerDataSource(database.url(), database.username(), database.password()));

    @BeforeEach
    void fillTheSchema() {
        System.setProperty(PlainHost.DATABASE, String.join(" ", database.springProperties()));
        jdbc.execute("CREATE TABLE parcel (id bigint PRIMARY KEY, address text)");
        jdbc.execute("INSERT INTO parcel VALUES (7, 'old')");
    }

    @AfterEach
    void forgetTheDatabase() {
        System.clearProperty(PlainHost.DATABASE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
                "org.apache.catalina.startup.Tomcat",
                "com.github.benmanes.caffeine.cache.Caffeine",
                "io.github.bucket4j.Bucket",
                "io.github.resilience4j.circuitbreaker.CircuitBreaker",
                "org.springframework.security.core.Authentication",
                "io.micrometer.core.instrument.MeterRegistry"
            })
    void theStarterBringsNothingThatChangesTheHost(String type) {
        assertThat(ClassUtils.isPresent(type, getClass().getClassLoader())).isFalse();
    }

    @Test
    void startsTwiceOnAFilledSchemaWithoutFlyway(CapturedOutput output) {
        int before = output.getAll().length(); // the database server's own start may be in there
        for (int start = 0; start < 2; start++) {
            try (ConfigurableApplicationContext context = PlainHost.start()) {
                assertThat(context.getBean(CacheManager.class)).isInstanceOf(ConcurrentMapCacheManager.class);
            }
        }
        assertThat(output.getAll().substring(before)).doesNotContain("WARN", "ERROR", "flyway_schema_history");
        assertThat(tables())
                .contains("idempotency_record", "idempotency_schema_history", "parcel")
                .doesNotContain("flyway_schema_history");
    }

    @Test
    void changesNoBeanAndNoByteOfAnAnswerOfTheHost() throws Exception {
        List<?> without = facts(LIBRARY);
        assertThat(tables()).containsExactly("parcel");
        jdbc.execute("DELETE FROM parcel WHERE id = 1");
        List<?> with = facts();

        assertThat(tables())
                .filteredOn(name -> !name.startsWith("idempotency_"))
                .containsExactly("parcel");
        assertThat(((List<?>) with.get(1)).get(0)).asString().startsWith("201 ");
        assertThat(with.get(1)).isEqualTo(without.get(1));
        assertBeansAreEqual(beans(with), beans(without));
    }

    private static void assertBeansAreEqual(Map<String, String> with, Map<String, String> without) {
        assertThat(without)
                .containsKeys(
                        "dataSource",
                        "transactionManager",
                        "cacheManager",
                        "jettyServletWebServerFactory",
                        "entityManagerFactory");
        Map<String, String> added = new TreeMap<>(with);
        added.keySet().removeAll(without.keySet());
        assertThat(added)
                .containsKeys("idempotencyStore", "idempotencyFilter")
                .allSatisfy((name, type) ->
                        assertThat(name).matches("(idempoten|io\\.github\\.idempotency|idempotency-io\\.github).*"));
        Map<String, String> kept = new TreeMap<>(with);
        kept.keySet().removeAll(added.keySet());
        assertThat(kept).isEqualTo(without);
    }

    private static List<?> facts(String... withoutJars) throws Exception {
        try (ReducedClassPath classPath = new ReducedClassPath(withoutJars)) {
            return (List<?>) classPath.call(PlainHost.class, "facts");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> beans(List<?> facts) {
        return (Map<String, String>) facts.get(0);
    }

    private List<String> tables() {
        return jdbc.queryForList(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
                String.class);
    }
}
