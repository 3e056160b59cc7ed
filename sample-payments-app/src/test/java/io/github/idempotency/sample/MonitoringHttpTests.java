package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rules and dashboard ask for what the service really exposes. */
class MonitoringHttpTests extends HttpTestSupport {

    private static final Path DOCS = Path.of("..", "src-docs");

    /** Series of features that the service does not have yet: to be removed here as soon as it exposes them. */
    private static final Set<String> EXPECTED_FROM_OTHER_FEATURES =
            Set.of("idempotency_purge_lag_seconds", "idempotency_quota_usage");

    /** Nothing in a healthy run makes them. */
    private static final Map<String, Set<String>> ONLY_IN_TROUBLE = Map.of(
            "idempotency_reconciled_total", Set.of("operation", "result"),
            "idempotency_client_retries_total", Set.of("destination", "reason"),
            "idempotency_client_given_up_total", Set.of("destination", "reason"));

    /** Prometheus itself adds them to each series. */
    private static final Set<String> LABELS_OF_THE_TARGET = Set.of("instance", "job");

    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^(?<name>[a-z_]\\w*)(?:\\{(?<labels>[^\\n]*)\\})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private final Set<String> metrics = new TreeSet<>();
    private final Set<String> labels = new TreeSet<>(LABELS_OF_THE_TARGET);

    @BeforeEach
    void scrape() {
        String key = newKey();
        String account = accountWith("10.00");
        for (String amount : List.of("1.00", "1.00", "2.00")) {
            postPayment(account, amount, key).exchange().returnResult();
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> exposed().contains("idempotency_storage_bytes{"));
        Matcher sample = SAMPLE.matcher(exposed());
        while (sample.find()) {
            if (sample.group("name").startsWith("idempotency_")) {
                metrics.add(sample.group("name"));
                Matcher label = LABEL.matcher(String.valueOf(sample.group("labels")));
                while (label.find()) {
                    labels.add(label.group(1));
                }
            }
        }
        ONLY_IN_TROUBLE.forEach((name, tags) -> {
            metrics.add(name);
            labels.addAll(tags);
        });
    }

    private String exposed() {
        return String.valueOf(http.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(String.class)
                .getResponseBody());
    }

    @Test
    void everyRuleNamesSeriesThatExist() throws IOException {
        Set<String> recorded = new HashSet<>();
        List<String> expressions = new ArrayList<>();
        Map<String, List<Map<String, List<Map<String, String>>>>> file =
                new Yaml().load(Files.readString(DOCS.resolve("prometheus-rules.yml")));
        file.get("groups")
                .forEach(group -> group.get("rules").forEach(rule -> {
                    expressions.add(rule.get("expr"));
                    if (rule.containsKey("record")) {
                        recorded.add(rule.get("record"));
                    }
                }));
        assertThat(expressions).hasSizeGreaterThan(10);
        metrics.addAll(recorded);
        expressions.forEach(this::assertExposed);
    }

    @Test
    void everyPanelNamesSeriesThatExist() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DOCS.resolve("grafana-dashboard.json")));
        List<String> expressions = dashboard.findValuesAsString("expr");
        assertThat(expressions).hasSizeGreaterThan(20);
        expressions.forEach(this::assertExposed);
        assertThat(dashboard.get("panels").findValues("id")).doesNotHaveDuplicates();
        assertThat(dashboard.at("/templating/list/1/definition").asString())
                .isEqualTo("label_values(idempotency_requests_total, operation)");
    }

    private void assertExposed(String expression) {
        PromqlNames names = PromqlNames.of(expression);
        Set<String> known = new TreeSet<>(metrics);
        known.addAll(EXPECTED_FROM_OTHER_FEATURES);
        assertThat(names.metrics()).as(expression).isNotEmpty().isSubsetOf(known);
        assertThat(names.labels()).as(expression).isSubsetOf(labels);
    }

    @Test
    void whatIsExpectedIsNotThereYet() {
        assertThat(metrics)
                .as("exposed by now: remove it from EXPECTED_FROM_OTHER_FEATURES")
                .doesNotContainAnyElementsOf(EXPECTED_FROM_OTHER_FEATURES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check rules prometheus-rules.yml", "test rules prometheus-rules.test.yml"})
    void promtoolAgrees(String command) throws Exception {
        assumeTrue(isInstalled("promtool"), "promtool is not installed: the rules were not checked by it");
        List<String> words = Stream.concat(Stream.of("promtool"), Stream.of(command.split(" ")))
                .toList();
        Process promtool = new ProcessBuilder(words)
                .directory(DOCS.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes());
        assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(output).isZero();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
