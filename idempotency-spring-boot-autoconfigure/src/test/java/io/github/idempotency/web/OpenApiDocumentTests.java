package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.Idempotent;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springdoc.core.models.GroupedOpenApi;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document as springdoc serves it. */
class OpenApiDocumentTests extends ApplicationTests {

    private static final TestDatabase OTHER_DATABASE = PostgresServer.createDatabase();

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mapping;

    private JsonNode document;

    @BeforeEach
    void read() {
        document = document(http, "/v3/api-docs");
    }

    @Test
    void documentsTheIdempotentOperationsAndMarksTheOthersThatMutate() {
        Set<String> idempotent = new TreeSet<>();
        mapping.getHandlerMethods().forEach((info, handler) -> {
            if (handler.hasMethodAnnotation(Idempotent.class)) {
                info.getMethodsCondition().getMethods().stream()
                        .filter(method -> !IdempotentOperations.isSafe(method.name()))
                        .forEach(method -> info.getPatternValues()
                                .forEach(pattern -> idempotent.add(method.name() + " " + pattern)));
            }
        });
        Map<String, String> marks = new TreeMap<>();
        document.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> {
                    if (operation.has("x-idempotency-key")) {
                        marks.put(
                                method.toUpperCase(Locale.ROOT) + " " + path,
                                operation.path("x-idempotency-key").asString());
                    }
                }));
        Set<String> unprotected = new TreeSet<>(marks.keySet());
        unprotected.removeIf(name -> !marks.get(name).equals("none"));
        assertThat(unprotected).contains("POST /unannotated").doesNotContainAnyElementsOf(idempotent);
        withApplication(
                plain -> {
                    Map<String, String> with = operations(document);
                    Map<String, String> without = operations(document(plain, "/v3/api-docs"));
                    assertThat(with.keySet()).isEqualTo(without.keySet()).contains("GET /read-and-write");
                    Set<String> changed = new TreeSet<>(with.keySet());
                    changed.removeIf(name -> with.get(name).equals(without.get(name)));
                    Set<String> expected = new TreeSet<>(idempotent);
                    expected.addAll(unprotected);
                    assertThat(changed).hasSizeGreaterThan(30).isEqualTo(expected);
                    assertThat(with.keySet())
                            .filteredOn(name -> !name.startsWith("GET ") && !name.startsWith("POST /own-"))
                            .isSubsetOf(expected);
                },
                "spring.autoconfigure.exclude=io.github.idempotency.autoconfigure.IdempotencyOpenApiAutoConfiguration");
    }

    @Test
    void warnsReadersOfAnUnprotectedOperation() {
        JsonNode unannotated = operation("/unannotated", "post");

        assertThat(unannotated.path("description").asString()).startsWith("Not protected against retries");
        assertThat(unannotated.has("parameters")).isFalse();
        assertThat(operation("/orders", "post").path("x-idempotency-key").asString())
                .isEqualTo("required");
        assertThat(operation("/optional", "post").path("x-idempotency-key").asString())
                .isEqualTo("optional");
        assertThat(operation("/own-keys", "post").has("x-idempotency-key")).isFalse();
        assertThat(operation("/own-mark", "post").path("x-idempotency-key").asString())
                .isEqualTo("by account");
        assertThat(operation("/own-mark", "post").path("description").asString())
                .isEqualTo("Safe by its account.");
    }

    @Test
    void tellsHowLongAKeyAndItsResponseAreKept() {
        assertThat(parameter(operation("/orders", "post"), "Idempotency-Key")
                        .path("description")
                        .asString())
                .contains(
                        "quoted string (RFC 9651) or bare",
                        "remembered for 3 days, and the response is replayed as long");
        assertThat(parameter(operation("/low", "post"), "Idempotency-Key")
                        .path("description")
                        .asString())
                .contains("remembered for 1 day; the response is not kept");
    }

    @Test
    void asksForTheKeyWhereItIsRequired() {
        JsonNode key = parameter(operation("/orders", "post"), "Idempotency-Key");

        assertThat(key.path("in").asString()).isEqualTo("header");
        assertThat(key.path("required").asBoolean()).isTrue();
        assertThat(key.path("description").asString()).contains("unique", "every retry");
        JsonNode schema = key.path("schema");
        assertThat(schema.path("type").asString()).isEqualTo("string");
        assertThat(schema.path("minLength").asInt()).isEqualTo(1);
        assertThat(schema.path("maxLength").asInt()).isEqualTo(257);
        Pattern pattern = Pattern.compile(schema.path("pattern").asString());
        assertThat(Stream.of("8e03978e-40d5-43dd-bc93-6894a57f9324", "\"8e03978e\"", "a/b+c=", "~!\\"))
                .allMatch(pattern.asMatchPredicate());
        assertThat(Stream.of("", "a b", "a,b", "a;b", "a\"b", "é")).noneMatch(pattern.asMatchPredicate());
    }

    @Test
    void offersTheKeyWhereItIsOptionalAndLeavesTheExecutionOut() {
        JsonNode optional = operation("/optional", "post");

        assertThat(parameter(optional, "Idempotency-Key").path("required").asBoolean())
                .isFalse();
        assertThat(optional.path("parameters")).hasSize(1);
        assertThat(optional.has("requestBody")).isFalse();
        assertThat(optional.path("responses").has("503")).isFalse();
        assertThat(problem(optional, "400")).contains("key-invalid").doesNotContain("key-required");
    }

    @Test
    void tellsOfReplaysAndProblems() {
        JsonNode order = operation("/orders", "post");

        assertThat(order.at("/responses/200/headers/Idempotent-Replayed/schema/type")
                        .asString())
                .isEqualTo("boolean");
        assertThat(problem(order, "400")).contains("`key-required`", "`key-invalid`");
        assertThat(problem(order, "409"))
                .contains(
                        "`in-progress`",
                        "`key-reused`",
                        "`outcome-unknown`",
                        "`result-expired`",
                        "`result-not-stored`");
        assertThat(problem(order, "413")).contains("`payload-too-large`");
        assertThat(problem(order, "503")).contains("`store-unavailable`");
        assertThat(order.at("/responses/503/headers").has("Retry-After")).isTrue();
        JsonNode schema = document.at("/components/schemas/IdempotencyProblem");
        assertThat(schema.path("type").asString()).isEqualTo("object");
        assertThat(schema.path("properties").propertyNames())
                .containsExactlyInAnyOrder(
                        "type", "title", "status", "detail", "instance", "code", "retryable", "newKey");
        assertThat(problem(operation("/low", "post"), "409")).doesNotContain("key-reused");
    }

    @Test
    void keepsWhatTheApplicationDocumentsItself() {
        JsonNode documented = operation("/documented", "post");

        assertThat(documented.path("parameters")).hasSize(1);
        assertThat(parameter(documented, "idempotency-key").path("required").asBoolean())
                .isFalse();
        assertThat(documented.at("/responses/200/headers").propertyNames()).containsExactly("idempotent-replayed");
        assertThat(documented.at("/responses/409/description").asString()).isEqualTo("our own conflict");
        assertThat(documented.at("/responses/409").toString()).doesNotContain("problem+json");
        assertThat(problem(documented, "503")).contains("store-unavailable");
    }

    @Test
    void followsTheConfigurationInGroupsAndInTheOlderVersionToo() {
        withApplication(
                configured -> {
                    document = document(configured, "/v3/api-docs/orders");
                    JsonNode order = operation("/orders", "post");
                    JsonNode key = parameter(order, "X-Key");
                    assertThat(key.path("required").asBoolean()).isFalse();
                    assertThat(key.path("description").asString()).contains("Sent as a quoted string (RFC 9651).");
                    JsonNode schema = key.path("schema");
                    assertThat(schema.path("type").asString()).isEqualTo("string");
                    assertThat(schema.path("minLength").asInt()).isEqualTo(10);
                    assertThat(schema.path("maxLength").asInt()).isEqualTo(38);
                    assertThat(schema.path("pattern").asString()).isEqualTo("^\"(?:[0-9a-f-]+)\"$");
                    assertThat(schema.has("types")).isFalse();
                    assertThat(problem(order, "409")).doesNotContain("key-reused");
                    assertThat(document.path("openapi").asString()).startsWith("3.0");
                    assertThat(operations(document).keySet()).containsExactly("POST /orders");
                },
                "springdoc.api-docs.version=openapi_3_0",
                "idempotency.rollout=optional",
                "idempotency.web.key-reused-status=422",
                "idempotency.key.header=X-Key",
                "idempotency.key.format=strict",
                "idempotency.key.min-length=8",
                "idempotency.key.max-length=36",
                "idempotency.key.pattern=^[0-9a-f-]+$");
    }

    private JsonNode operation(String path, String method) {
        JsonNode operation = document.path("paths").path(path).path(method);
        assertThat(operation.isObject()).as(method + " " + path).isTrue();
        return operation;
    }

    private static JsonNode parameter(JsonNode operation, String name) {
        return operation
                .path("parameters")
                .valueStream()
                .filter(parameter -> name.equals(parameter.path("name").asString()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No parameter " + name + " in " + operation));
    }

    private static String problem(JsonNode operation, String status) {
        JsonNode response = operation.path("responses").path(status);
        assertThat(response.path("content")
                        .path("application/problem+json")
                        .at("/schema/$ref")
                        .asString())
                .isEqualTo("#/components/schemas/IdempotencyProblem");
        return response.path("description").asString();
    }

    private static JsonNode document(HttpCalls http, String path) {
        return JsonMapper.shared().readTree(http.send("GET", path, "").body());
    }

    /** The text of each operation. */
    private static Map<String, String> operations(JsonNode document) {
        Map<String, String> operations = new TreeMap<>();
        document.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) ->
                        operations.put(method.toUpperCase(Locale.ROOT) + " " + path, operation.toString())));
        return operations;
    }

    private static void withApplication(Consumer<HttpCalls> test, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0", "--spring.main.banner-mode=off", "--spring.flyway.locations=classpath:db/testapp"));
        Stream.concat(Stream.of(OTHER_DATABASE.springProperties()), Stream.of(properties))
                .forEach(property -> arguments.add("--" + property));
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(TestApplication.class, Group.class)
                .run(arguments.toArray(String[]::new))) {
            test.accept(new HttpCalls(
                    ((WebServerApplicationContext) context).getWebServer().getPort()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Group {

        @Bean
        GroupedOpenApi orders() {
            return GroupedOpenApi.builder()
                    .group("orders")
                    .pathsToMatch("/orders")
                    .build();
        }
    }
}
