package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.autoconfigure.ReducedClassPath;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** An application on whose class path there is nothing but Spring MVC and JPA. */
class BareHostTests {

    private static final String DATABASE_PROPERTY = "test.bare-host.database";

    @Test
    @SuppressWarnings("unchecked")
    void worksWithoutActuatorSecurityValidationAndSpringdoc() throws Exception {
        TestDatabase database = PostgresServer.createDatabase();
        // The server is known to the class loader of the test only.
        System.setProperty(
                DATABASE_PROPERTY, String.join("|", database.url(), database.username(), database.password(), ""));
        try (ReducedClassPath classPath = new ReducedClassPath(
                "spring-boot-actuator",
                "spring-boot-starter-actuator",
                "spring-boot-health",
                "spring-boot-micrometer",
                "micrometer-core",
                "micrometer-jakarta9",
                "spring-security",
                "spring-boot-security",
                "spring-boot-starter-security",
                "spring-boot-validation",
                "spring-boot-starter-validation",
                "hibernate-validator",
                "springdoc",
                "swagger")) {
            List<String> answers = (List<String>) classPath.call(BareHostTests.class, "answers");

            assertThat(answers)
                    .containsExactly(
                            "none of the technologies",
                            "201 null /orders/1 order {\"a\":1} for  true",
                            "201 true /orders/1 order {\"a\":1} for  true",
                            "409 null null key-reused",
                            "400 null null key-required",
                            "201 null /orders/2 atomic",
                            "201 true /orders/2 atomic",
                            "409 null null key-reused",
                            "ANONYMOUS");
        } finally {
            System.clearProperty(DATABASE_PROPERTY);
        }
    }

    /** Runs on the reduced class path; what it returns are types of the JDK. */
    static List<String> answers() {
        // There is one factory for the whole JVM, and it is for the Tomcat of the other tests.
        TomcatURLStreamHandlerFactory.disable();
        List<String> answers = new ArrayList<>();
        answers.add(technologies());
        String[] database = System.getProperty(DATABASE_PROPERTY).split("\\|", -1);
        try (Host host =
                Host.start(new TestDatabase("bare", database[0], database[1], database[2]), List.of(BareHost.class))) {
            String key = UUID.randomUUID().toString();
            answers.add(summary(host.http.post("/orders", "{\"a\":1}", "Idempotency-Key", key)));
            answers.add(summary(host.http.post("/orders", "{\"a\":1}", "Idempotency-Key", key)));
            answers.add(summary(host.http.post("/orders", "{\"a\":2}", "Idempotency-Key", key)));
            answers.add(summary(host.http.post("/orders", "{\"a\":2}")));
            answers.add(summary(host.http.post("/atomic", "{\"a\":1}", "Idempotency-Key", key)));
            answers.add(summary(host.http.post("/atomic", "{\"a\":1}", "Idempotency-Key", key)));
            answers.add(summary(host.http.post("/atomic", "{\"a\":2}", "Idempotency-Key", key)));
            answers.addAll(host.context
                    .getBean(org.springframework.jdbc.core.JdbcTemplate.class)
                    .queryForList("SELECT DISTINCT tenant_source FROM idempotency_record", String.class));
        }
        return answers;
    }

    private static String technologies() {
        List<String> present = Stream.of(
                        "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
                        "org.springframework.boot.health.contributor.HealthIndicator",
                        "org.springframework.security.core.Authentication",
                        "io.micrometer.core.instrument.MeterRegistry",
                        "io.swagger.v3.oas.models.OpenAPI",
                        "org.springdoc.core.properties.SpringDocConfigProperties")
                .filter(type -> ClassUtils.isPresent(type, null))
                .toList();
        return present.isEmpty() ? "none of the technologies" : present.toString();
    }

    private static String summary(HttpResponse<byte[]> response) {
        String code = HttpCalls.text(response).replaceAll(".*\"code\":\"([^\"]+)\".*", "$1");
        return response.statusCode() + " "
                + response.headers().firstValue("Idempotent-Replayed").orElse(null) + " "
                + response.headers().firstValue("Location").orElse(null) + " " + code;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Handlers.class)
    static class BareHost {}

    @RestController
    static class Handlers {

        private final AtomicInteger runs = new AtomicInteger();

        @PostMapping("/orders")
        @Idempotent("create-order")
        ResponseEntity<String> order(@RequestBody String body, IdempotentExecution execution) {
            return created("order " + body + " for " + execution.tenant() + " " + execution.isProtected());
        }

        @PostMapping("/atomic")
        @Idempotent(value = "atomic-order", execution = ExecutionMode.ATOMIC)
        ResponseEntity<String> atomic(@RequestBody String body) {
            return created("atomic");
        }

        private ResponseEntity<String> created(String text) {
            return ResponseEntity.created(URI.create("/orders/" + runs.incrementAndGet()))
                    .body(text);
        }
    }
}
