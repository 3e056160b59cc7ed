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

    private static final Path DOCS = Path.of("..", "src-docs", "pages");

    /** Exposed where the provider is in trouble, see {@link ProviderRetryHttpTests}, where there is a quota, and by drills. */
    private static final Map<String, Set<String>> EXPOSED_ELSEWHERE = Map.of(
            "idempotency_client_retries_total",
            Set.of("destination", "reason"),
            "idempotency_quota_usage",
            Set.of("operation"),
            "idempotency_drill_seconds_count",
            Set.of("operation", "drill", "client", "fault", "verdict"),
            "idempotency_drill_age_seconds",
            Set.of(),
            "idempotency_drill_interval_seconds",
            Set.of());

    /** Prometheus itself adds them to each series. */
    private static final Set<String> LABELS_OF_THE_TARGET = Set.of("instance", "job");

    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^(?<name>[a-z_]\\w*)(?:\\{(?<labels>[^\\n]*)\\})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private static final Set<String> METRICS = new TreeSet<>(EXPOSED_ELSEWHERE.keySet());
    private static final Set<String> LABELS = new TreeSet<>(LABELS_OF_THE_TARGET);

    /** Once for all tests. */
    @BeforeEach
    void scrape() {
        if (METRICS.size() > EXPOSED_ELSEWHERE.size()) {
            return;
        }
        causeTraffic();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> exposed().contains("idempotency_storage_bytes{")
                        && exposed().contains("idempotency_reconciled_total{"));
        EXPOSED_ELSEWHERE.values().forEach(LABELS::addAll);
        Matcher sample = SAMPLE.matcher(exposed());
        while (sample.find()) {
            if (sample.group("name").startsWith("idempotency_")) {
                METRICS.add(sample.group("name"));
                Matcher label = LABEL.matcher(String.valueOf(sample.group("labels")));
                while (label.find()) {
                    LABELS.add(label.group(1));
                }
            }
        }
    }

    /** First use, replay and conflict; a call that is given up; a response that is lost and rebuilt by the reconciler. */
    private void causeTraffic() {
        String account = accountWith("100.00");
        String key = newKey();
        for (String amount : List.of("1.00", "1.00", "2.00")) {
            postPayment(account, amount, key).exchange().returnResult();
        }
        postPayment(account, "3.00", newKey())
                .header("X-Simulate", "provider-timeout")
                .exchange()
                .returnResult();
        jdbc.sql("""
                        update idempotency_record set state = 0, status = null, headers = null, body = null,
                            completed_at = null, applied = true, lease_until = now() - interval '1 minute'
                        where idempotency_key = ?""").param(key).update();
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
        expressions.forEach(expression -> assertExposed(expression, recorded));
    }

    @Test
    void everyPanelNamesSeriesThatExist() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DOCS.resolve("grafana-dashboard.json")));
        List<String> expressions = dashboard.findValuesAsString("expr");
        assertThat(expressions).hasSizeGreaterThan(20);
        expressions.forEach(expression -> assertExposed(expression, Set.of()));
        assertThat(dashboard.get("panels").findValues("id")).doesNotHaveDuplicates();
        assertThat(dashboard.at("/templating/list/1/definition").asString())
                .isEqualTo("label_values(idempotency_requests_total, operation)");
    }

    private static void assertExposed(String expression, Set<String> recorded) {
        PromqlNames names = PromqlNames.of(expression);
        Set<String> known = new TreeSet<>(METRICS);
        known.addAll(recorded);
        assertThat(names.metrics()).as(expression).isNotEmpty().isSubsetOf(known);
        assertThat(names.labels()).as(expression).isSubsetOf(LABELS);
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
