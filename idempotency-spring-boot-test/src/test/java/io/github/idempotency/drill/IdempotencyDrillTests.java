package io.github.idempotency.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.idempotency.drill.DrillResult.Verdict;
import io.github.idempotency.drill.junit.DynamicDrills;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

class IdempotencyDrillTests {

    /** The time-out compares replays with each other, as the first answer is lost. */
    private static final Set<Drill> ALL_THAT_COMPARE_A_REPLAY = Set.of(
            Drill.EXACT_REPLAY,
            Drill.MODIFIED_PAYLOAD,
            Drill.CONCURRENT_DUPLICATES,
            Drill.DOWNSTREAM_DEDUPLICATION,
            Drill.STORE_OUTAGE);

    @Test
    void aServerOfAnyMakeThatKeepsTheProtocolPasses() throws Exception {
        try (ProtocolServer server = new ProtocolServer()) {
            DrillReport report = server.drill()
                    .clients(ClientProfile.MOBILE_SDK, ClientProfile.WEB_CLIENT, ClientProfile.GATEWAY)
                    .runAll();

            assertThat(report.results()).hasSize(5 + 3 * LostResponse.values().length);
            assertThat(report.results()).extracting(DrillResult::verdict).containsOnly(Verdict.PASSED);
            assertThat(report.table()).contains("POST /orders", "time-out after success (web client, reset)");
        }
    }

    @Test
    void everyRequestSaysThatItIsSyntheticUnlessToldOtherwise() throws Exception {
        try (ProtocolServer server = new ProtocolServer()) {
            server.drill().runAll();
            assertThat(server.synthetic).containsOnly("drill");
        }
        try (ProtocolServer server = new ProtocolServer()) {
            server.drill().untagged().runAll();
            assertThat(server.synthetic).containsOnly("none");
        }
    }

    static Stream<Arguments> defectsAndWhatTheyBreak() {
        return Stream.of(
                arguments(
                        Defect.RUNS_AGAIN,
                        Set.of(
                                Drill.EXACT_REPLAY,
                                Drill.TIMEOUT_AFTER_SUCCESS,
                                Drill.MODIFIED_PAYLOAD,
                                Drill.CONCURRENT_DUPLICATES,
                                Drill.DOWNSTREAM_DEDUPLICATION,
                                Drill.STORE_OUTAGE),
                        "the retry has no header Idempotent-Replayed: true"),
                arguments(
                        Defect.FORGETS_WHAT_NOBODY_RECEIVED,
                        Set.of(Drill.TIMEOUT_AFTER_SUCCESS),
                        "the retry has no header Idempotent-Replayed: true"),
                arguments(
                        Defect.REWRITES_THE_BODY,
                        ALL_THAT_COMPARE_A_REPLAY,
                        "the body of the retry differs from the first one"),
                arguments(Defect.DROPS_HEADERS, ALL_THAT_COMPARE_A_REPLAY, "the header location of the retry is null"),
                arguments(
                        Defect.IGNORES_THE_PAYLOAD,
                        Set.of(Drill.MODIFIED_PAYLOAD),
                        "the other payload was answered with 201"),
                arguments(Defect.CHECKS_THEN_ACTS, Set.of(Drill.CONCURRENT_DUPLICATES), "duplicate"),
                arguments(
                        Defect.NEW_DOWNSTREAM_KEY_EACH_TIME,
                        Set.of(Drill.DOWNSTREAM_DEDUPLICATION),
                        "there are 2 effects at the next service"),
                arguments(
                        Defect.GUESSES_WITHOUT_STORE,
                        Set.of(Drill.STORE_OUTAGE),
                        "without its store the server answered a new request with 201"),
                arguments(
                        Defect.FORGETS_AFTER_AN_OUTAGE,
                        Set.of(Drill.STORE_OUTAGE),
                        "the body of the first request, sent again, differs"));
    }

    /** What fails besides, or not, shows that a drill tells one defect from another. */
    @ParameterizedTest
    @MethodSource("defectsAndWhatTheyBreak")
    void eachDefectFailsTheDrillsOfTheGuaranteesItBreaks(Defect defect, Set<Drill> broken, String problem)
            throws Exception {
        try (ProtocolServer server = new ProtocolServer(defect)) {
            List<DrillResult> failures =
                    server.drill().patience(Duration.ofMillis(500)).report().failures();

            Set<Drill> failed = failures.stream().map(DrillResult::drill).collect(Collectors.toSet());
            assertThat(failed).isEqualTo(broken);
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure.message())
                            .startsWith("Drill \"" + failure.title() + "\" of POST /orders at " + server.url()
                                    + " failed: ")
                            .contains(
                                    "guarantee  " + failure.drill().guarantee(),
                                    "happened   ",
                                    "expected   ",
                                    "check      "));
            assertThat(failures)
                    .anySatisfy(failure -> assertThat(failure.message()).contains(problem));
        }
    }

    static Stream<Arguments> rehearsalsOfNothing() {
        Outage nothing = new Outage() {
            @Override
            public void begin() {}

            @Override
            public void end() {}
        };
        return Stream.of(
                arguments(
                        (UnaryOperator<IdempotencyDrill>)
                                drill -> drill.downstreamFault(ProtocolServer.FAULT, "after-dwnstream"),
                        "the server refused the request"),
                arguments((UnaryOperator<IdempotencyDrill>) drill -> drill.downstreamFault(nothing), "succeeded"));
    }

    /** The server calls the next service under a new key each time, which the drill could not see. */
    @ParameterizedTest
    @MethodSource("rehearsalsOfNothing")
    void aFaultThatDoesNotHappenFailsTheDrill(UnaryOperator<IdempotencyDrill> fault, String problem) throws Exception {
        try (ProtocolServer server = new ProtocolServer(Defect.NEW_DOWNSTREAM_KEY_EACH_TIME)) {
            assertThat(fault.apply(server.drill().patience(Duration.ofMillis(200)))
                            .report()
                            .failures())
                    .filteredOn(failure -> failure.drill() == Drill.DOWNSTREAM_DEDUPLICATION)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.message()).contains(problem));
        }
    }

    @Test
    void countsEffectsWhereAnswersLookRight() throws Exception {
        try (ProtocolServer server = new ProtocolServer()) {
            DrillResult result = server.drill()
                    .effects(() -> server.effects.get() * 2)
                    .patience(Duration.ofMillis(100))
                    .cases()
                    .get(0)
                    .run();

            assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(result.message()).contains("there are 2 effects", "expected   exactly 1", "first request → 201");
        }
    }

    @Test
    void aServerThatAnswersFromMemoryWithoutItsStorePassesWithAndWithoutAMarker() throws Exception {
        try (ProtocolServer server = new ProtocolServer()) {
            server.cached = true;
            for (IdempotencyDrill drill : List.of(
                    server.drill(), server.drill().withoutReplayMarker().ignoringHeaders("Idempotent-Replayed"))) {
                assertThat(drill.report().failures())
                        .extracting(DrillResult::message)
                        .isEmpty();
            }
        }
    }

    @Test
    void runAllTellsEveryFailureAndNoKey() throws Exception {
        try (ProtocolServer server = new ProtocolServer(Defect.RUNS_AGAIN)) {
            IdempotencyDrill drill =
                    server.drill().header("Authorization", "secret").patience(Duration.ofMillis(200));

            assertThatThrownBy(drill::runAll)
                    .isInstanceOf(DrillFailedError.class)
                    .hasMessageContaining("Drill \"exact replay\"")
                    .hasMessageContaining("Drill \"store outage\"")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void skipsWhatItWasGivenNothingFor() throws Exception {
        try (ProtocolServer server = new ProtocolServer()) {
            IdempotencyDrill drill =
                    IdempotencyDrill.against(server.url()).post("/orders").body("text/plain", () -> "book");

            assertThat(drill.report().results())
                    .filteredOn(result -> result.verdict() == Verdict.SKIPPED)
                    .extracting(DrillResult::drill)
                    .containsExactly(Drill.MODIFIED_PAYLOAD, Drill.DOWNSTREAM_DEDUPLICATION, Drill.STORE_OUTAGE);
            assertThat(drill.modifiedBy(text -> text + "s").report().passed()).isTrue();
        }
    }

    @Test
    void dynamicTestsFailAbortAndPassAsTheirDrills() throws Exception {
        try (ProtocolServer server = new ProtocolServer(Defect.IGNORES_THE_PAYLOAD)) {
            List<DynamicTest> tests = DynamicDrills.of(IdempotencyDrill.against(server.url())
                            .post("/orders")
                            .json("{}"))
                    .toList();

            assertThatThrownBy(() ->
                            named(tests, "modified payload").getExecutable().execute())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("was answered with 201");
            assertThatThrownBy(
                            () -> named(tests, "store outage").getExecutable().execute())
                    .isInstanceOf(TestAbortedException.class)
                    .hasMessageContaining("storeOutage(…)");
        }
    }

    @Test
    void aServerThatIsNotThereFailsTheDrillReadably() {
        DrillResult result = IdempotencyDrill.against("http://localhost:1")
                .post("/orders")
                .json("{}")
                .patience(Duration.ZERO)
                .cases()
                .get(0)
                .run();

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.message()).contains("ConnectException", "whether the endpoint");
    }

    @TestFactory
    Stream<DynamicTest> aTestFactoryTakesFiveLines() throws Exception {
        ProtocolServer server = new ProtocolServer();
        return DynamicDrills.of(server.drill().quotedKeys()).onClose(server::close);
    }

    private static DynamicTest named(List<DynamicTest> tests, String name) {
        return tests.stream()
                .filter(test -> test.getDisplayName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
