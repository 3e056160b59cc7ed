package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt.Claimed;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.OperatorStore.Event;
import io.github.idempotency.core.OperatorStore.Intervention;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoredStep;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The undoing of steps, in the database. */
class CompensationStoreTests {

    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration ABANDON_AFTER = Duration.ofMinutes(15);
    private static final Envelope CREATED = new Envelope(201, List.of(), new byte[0]);

    private static JpaTestContext context;
    private static JpaIdempotencyStore store;

    private Claim claim;

    @BeforeAll
    static void open() {
        context = new JpaTestContext();
        store = context.store;
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @BeforeEach
    void anExecutionWithTwoSteps() {
        claim = claimed();
        store.keepStep(claim, "charge", "1".getBytes());
        store.keepStep(claim, "ship", "2".getBytes());
    }

    private static Claim claimed() {
        RecordKey key = new RecordKey(
                Tenant.anonymous(), "compensation", UUID.randomUUID().toString());
        return ((Claimed) store.claim(new ClaimRequest(
                        key,
                        UUID.randomUUID(),
                        new Fingerprint(1, new byte[32]),
                        Duration.ofSeconds(30),
                        Duration.ofHours(1),
                        Duration.ofHours(1))))
                .claim();
    }

    private Optional<Claim> begin(Claim observed) {
        return store.beginCompensation(observed, UUID.randomUUID(), ABANDON_AFTER, LEASE);
    }

    private Claim begun() {
        store.lapse(claim);
        context.letPass(ABANDON_AFTER);
        return begin(claim).orElseThrow();
    }

    private RecordState state() {
        return store.find(claim.id()).orElseThrow().state();
    }

    private double secondsOfLease() {
        return context.observer.queryForObject(
                "SELECT extract(epoch FROM lease_until - now()) FROM idempotency_record WHERE id = ?",
                Double.class,
                claim.id());
    }

    @Test
    void beginsOnceTheExecutionWasAbandonedForLongEnough() {
        assertThat(begin(claim)).as("running").isEmpty();
        store.lapse(claim);
        context.letPass(ABANDON_AFTER.minusSeconds(5));
        assertThat(begin(claim)).as("too early").isEmpty();
        context.letPass(Duration.ofSeconds(6));
        Claim compensation = begin(claim).orElseThrow();
        assertThat(compensation.fence()).isEqualTo(2);
        assertThat(state()).isEqualTo(RecordState.COMPENSATING);
        assertThat(begin(compensation)).as("being done").isEmpty();
        context.letPass(LEASE);
        assertThat(begin(compensation)).as("its process died").isPresent();
    }

    @Test
    void neverBeginsWithoutStepsNorOnceAnEffectIsAppliedOrTheOperationIsOver() {
        Claim without = claimed();
        store.lapse(without);
        store.markApplied(claim);
        store.lapse(claim);
        context.letPass(ABANDON_AFTER);
        assertThat(begin(without)).isEmpty();
        assertThat(begin(claim)).isEmpty();
        store.complete(claim, CREATED);
        assertThat(begin(claim)).isEmpty();
        assertThat(store.orderCompensation(claim, "alice", "x")).isFalse();
    }

    @Test
    void nothingOfTheExecutionCountsAnyMore() {
        Claim compensation = begun();
        for (Claim owner : List.of(claim, compensation)) {
            assertThat(store.keepStep(owner, "late", null)).isFalse();
            assertThat(store.markApplied(owner)).isFalse();
            assertThat(store.complete(owner, CREATED)).isFalse();
            assertThat(store.release(owner)).isFalse();
            assertThat(store.suspend(owner)).isFalse();
            assertThat(store.lapse(owner)).isFalse();
            assertThat(store.markUncertain(owner)).isFalse();
            assertThat(store.renew(Set.of(owner), LEASE)).isEmpty();
            assertThat(store.takeOver(owner, UUID.randomUUID(), LEASE)).isEmpty();
        }
        assertThat(state()).isEqualTo(RecordState.COMPENSATING);
    }

    @Test
    void ofManyAtOnceOneBeginsOrATakeoverResumes() throws Exception {
        store.suspend(claim);
        context.letPass(ABANDON_AFTER);
        List<Boolean> won = IntStream.range(0, 12)
                .parallel()
                .mapToObj(i -> i % 2 == 0
                        ? begin(claim).isPresent()
                        : store.takeOver(claim, UUID.randomUUID(), LEASE).isPresent())
                .toList();
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void remembersEachStepThatWasUndoneUntilAllAre() {
        Claim compensation = begun();
        assertThat(store.stepCompensated(compensation, "ship", LEASE)).isTrue();
        assertThat(store.findSteps(claim.id()))
                .extracting(StoredStep::isCompensated)
                .containsExactly(false, true);
        assertThat(store.stepCompensated(claim, "charge", LEASE)).isFalse();
        assertThat(store.stepCompensated(compensation, "charge", LEASE)).isTrue();
        assertThat(store.finishCompensation(compensation)).isTrue();
        assertThat(state()).isEqualTo(RecordState.COMPENSATED);
        assertThat(store.findIncidents(claim.id()))
                .extracting(incident -> incident.event() + " " + incident.reason())
                .containsExactly("COMPENSATED step ship", "COMPENSATED step charge");
        assertThat(begin(compensation)).isEmpty();

        context.letPass(Duration.ofHours(1));
        assertThat(store.purge(1_000, null).count()).isPositive();
        assertThat(store.find(claim.id())).isEmpty();
        assertThat(store.findSteps(claim.id())).isEmpty();
    }

    @Test
    void isPutOffTwiceAsLongWithEachFailureUpToALimitAndShownToOperators() {
        Claim compensation = begun();
        for (double pause : new double[] {30, 60, 120, 150, 150}) {
            assertThat(store.postponeCompensation(compensation, "x", Duration.ofSeconds(30), Duration.ofSeconds(150)))
                    .isTrue();
            assertThat(secondsOfLease()).isBetween(pause - 20, pause);
            assertThat(store.findUncertain(1_000))
                    .extracting(record -> record.stored().claim().id())
                    .contains(claim.id());
        }
        assertThat(store.findIncidents(claim.id()))
                .hasSize(5)
                .allMatch(incident -> incident.event() == Event.COMPENSATION_FAILED);
    }

    @Test
    void givingUpLeavesTheRecordToOperatorsWhoMayOrderItAfterAll() {
        Claim compensation = begun();
        assertThat(store.giveUpCompensation(compensation, "no way")).isTrue();
        assertThat(state()).isEqualTo(RecordState.UNCERTAIN);
        assertThat(store.orderCompensation(compensation, "alice", "there is a way now"))
                .isTrue();
        Claim ordered = store.find(claim.id()).orElseThrow().claim();
        assertThat(ordered.fence()).isEqualTo(3);
        assertThat(begin(ordered)).as("at once").isPresent();
    }

    @Test
    void anOperatorMayOverruleItBetweenTwoAttemptsOnly() {
        Claim compensation = begun();
        Intervention release = new Intervention(Event.RELEASED, "alice", "refunded by hand", null);
        assertThat(store.settle(compensation, release)).isFalse();
        context.letPass(LEASE);
        assertThat(store.settle(compensation, release)).isTrue();
        assertThat(store.find(claim.id())).isEmpty();
    }
}
