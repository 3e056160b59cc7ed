package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt.Claimed;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.OperatorStore.Cursor;
import io.github.idempotency.core.OperatorStore.Event;
import io.github.idempotency.core.OperatorStore.Incident;
import io.github.idempotency.core.OperatorStore.Intervention;
import io.github.idempotency.core.OperatorStore.Page;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.TaskLease;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorStoreTests {

    private static JpaTestContext context;
    private static OperatorStore store;

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
    void empty() {
        context.observer.execute(
                "TRUNCATE idempotency_record, idempotency_step, idempotency_incident, idempotency_task");
    }

    private static Claim claim(RecordKey key, Duration lease) {
        ClaimRequest request = new ClaimRequest(
                key,
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                lease,
                Duration.ofDays(1),
                Duration.ofDays(1));
        return ((Claimed) context.store.claim(request)).claim();
    }

    private static RecordKey key() {
        return new RecordKey(
                Tenant.named("acme"), "create-payment", UUID.randomUUID().toString());
    }

    private static Claim running() {
        return claim(key(), Duration.ofMinutes(1));
    }

    private static Claim lapsed() {
        Claim claim = running();
        context.store.lapse(claim);
        return claim;
    }

    private static Claim uncertain() {
        Claim claim = running();
        context.store.markUncertain(claim);
        return claim;
    }

    private static Claim completed() {
        Claim claim = running();
        context.store.complete(claim, Envelope.notStored(200));
        return claim;
    }

    private static Intervention by(Event event) {
        return new Intervention(event, "alice", "ticket 7", event == Event.COMPLETED ? Envelope.notStored(201) : null);
    }

    @Test
    void measuresWhatIsStoredByOperationAndState() {
        running();
        completed();
        byte[] body = new byte[100_000];
        context.store.complete(running(), new Envelope(200, List.of(), body));
        assertThat(store.measureStorage())
                .satisfiesExactly(
                        running -> {
                            assertThat(running.state()).isEqualTo(RecordState.IN_PROGRESS);
                            assertThat(running.records()).isEqualTo(1);
                            assertThat(running.bytes()).isBetween(200L, 300L);
                        },
                        completed -> {
                            assertThat(completed.operation()).isEqualTo("create-payment");
                            assertThat(completed.state()).isEqualTo(RecordState.COMPLETED);
                            assertThat(completed.records()).isEqualTo(2);
                            assertThat(completed.bytes()).isBetween(100_000L, 101_000L);
                        });
    }

    @Test
    void findsLapsedAndUncertainRecordsPageByPage() {
        List<UUID> open = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            running();
            completed();
            open.add(lapsed().id());
            open.add(uncertain().id());
        }
        List<UUID> found = new ArrayList<>();
        int examined = 0;
        Cursor cursor = null;
        do {
            Page page = store.findOpen(cursor, 3);
            page.records().forEach(record -> found.add(record.stored().claim().id()));
            examined += page.examined();
            cursor = page.next();
        } while (cursor != null);

        assertThat(found).containsExactlyInAnyOrderElementsOf(open);
        assertThat(examined).isEqualTo(20);
    }

    @Test
    void anEmptyTableHasOnePage() {
        assertThat(store.findOpen(null, 3)).isEqualTo(new Page(List.of(), 0, null));
    }

    @Test
    void tellsTheKeyUnlessItsTenantWasTooLongToKeep() {
        RecordKey short_ = key();
        RecordKey long_ = new RecordKey(Tenant.named("t".repeat(10_000)), "create-payment", "k");
        claim(short_, Duration.ofMinutes(1));
        claim(long_, Duration.ofMinutes(1));

        RecordDetails details = store.describe(short_.id()).orElseThrow();
        assertThat(details.key()).isEqualTo(short_);
        assertThat(details.tenant()).isEqualTo("acme");
        assertThat(details.completedAt()).isNull();
        assertThat(details.leaseUntil()).isAfter(details.createdAt());
        assertThat(store.describe(long_.id()).orElseThrow().key()).isNull();
        assertThat(store.describe(UUID.randomUUID())).isEmpty();
    }

    @Test
    void anOperatorCompletesReleasesAndEvictsAndTheReasonIsKept() {
        Claim uncertain = uncertain();
        assertThat(store.settle(uncertain, by(Event.COMPLETED))).isTrue();
        assertThat(store.settle(uncertain, by(Event.COMPLETED))).isFalse();
        assertThat(store.describe(uncertain.id()).orElseThrow().stored().state())
                .isEqualTo(RecordState.COMPLETED);
        assertThat(store.settle(uncertain, by(Event.EVICTED))).isTrue();
        assertThat(store.describe(uncertain.id())).isEmpty();

        Claim lapsed = lapsed();
        assertThat(store.settle(lapsed, by(Event.RELEASED))).isTrue();
        assertThat(store.describe(lapsed.id())).isEmpty();

        assertThat(store.findIncidents(uncertain.id()))
                .extracting(Incident::event, Incident::actor, Incident::reason)
                .containsExactly(
                        tuple(Event.UNCERTAIN, "library", "its execution ended without a known outcome"),
                        tuple(Event.COMPLETED, "alice", "ticket 7"),
                        tuple(Event.EVICTED, "alice", "ticket 7"));
        assertThat(store.findIncidents(lapsed.id())).extracting(Incident::event).containsExactly(Event.RELEASED);
    }

    @Test
    void aRunningOrChangedRecordIsNotSettled() {
        Claim running = running();
        Claim completed = completed();
        for (Event event : List.of(Event.COMPLETED, Event.RELEASED)) {
            assertThat(store.settle(running, by(event))).isFalse();
            assertThat(store.settle(completed, by(event))).isFalse();
        }
        assertThat(store.settle(running, by(Event.EVICTED))).isFalse();
        Claim stale = new Claim(completed.id(), completed.fence() + 1, completed.owner());
        assertThat(store.settle(stale, by(Event.EVICTED))).isFalse();
        assertThat(store.findIncidents(running.id())).isEmpty();
        assertThat(store.findIncidents(completed.id())).isEmpty();
    }

    @Test
    void countsAndListsUncertainRecordsOnly() {
        running();
        completed();
        Claim first = uncertain();
        Claim second = uncertain();
        context.observer.update(
                "UPDATE idempotency_record SET created_at = created_at - interval '1 hour' WHERE id = ?", first.id());
        assertThat(store.countUncertain()).singleElement().satisfies(count -> {
            assertThat(count.operation()).isEqualTo("create-payment");
            assertThat(count.count()).isEqualTo(2);
            assertThat(count.age())
                    .isBetween(Duration.ofHours(1), Duration.ofHours(1).plusMinutes(1));
        });
        assertThat(store.findUncertain(10))
                .extracting(record -> record.stored().claim().id())
                .containsExactly(first.id(), second.id());
        assertThat(store.findUncertain(1)).hasSize(1);
        context.store.complete(first, Envelope.notStored(200));
        assertThat(store.findUncertain(10)).hasSize(1);
    }

    @Test
    void aTaskHasOneRunnerUntilItsLeaseEnds() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        assertThat(store.holdTask("t", one, Duration.ofMinutes(1))).isTrue();
        assertThat(store.holdTask("t", one, Duration.ofMinutes(1))).isTrue();
        assertThat(store.holdTask("t", other, Duration.ofMinutes(1))).isFalse();
        assertThat(store.holdTask("u", other, Duration.ofMinutes(1))).isTrue();
        context.observer.update("UPDATE idempotency_task SET lease_until = now() - interval '1 second'");
        assertThat(store.holdTask("t", other, Duration.ofMinutes(1))).isTrue();
        assertThat(store.holdTask("t", one, Duration.ofMinutes(1))).isFalse();
    }

    @Test
    void aTaskThatIsReleasedIsAnotherOnesAtOnce() {
        TaskLease one = new TaskLease(store, "t");
        TaskLease other = new TaskLease(store, "t");
        assertThat(one.hold(Duration.ofMinutes(1))).isTrue();
        assertThat(other.hold(Duration.ofMinutes(1))).isFalse();
        other.release();
        assertThat(other.hold(Duration.ofMinutes(1))).isFalse();
        one.release();
        assertThat(other.hold(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void oldIncidentsArePurgedUnlessTheirRecordIsOpen() {
        Claim settled = uncertain("settled");
        Claim open = uncertain("open");
        Claim young = uncertain("young");
        store.settle(settled, new Intervention(Event.RELEASED, "bob", "nothing happened", null));
        context.observer.update(
                "UPDATE idempotency_incident SET at = at - interval '401 days' WHERE record_id <> ?", young.id());

        assertThat(store.purgeIncidents(Duration.ofDays(400), 1)).isOne();
        assertThat(store.purgeIncidents(Duration.ofDays(400), 10)).isOne();
        assertThat(store.purgeIncidents(Duration.ofDays(400), 10)).isZero();
        assertThat(store.findIncidents(settled.id())).isEmpty();
        assertThat(store.findIncidents(open.id())).hasSize(1);
        assertThat(store.findIncidents(young.id())).hasSize(1);
    }

    @Test
    void incidentsStayWhereTheRoleMayNotDeleteThem() {
        context.observer.execute("CREATE ROLE " + context.database.name() + "_runtime");
        Claim settled = uncertain("settled");
        store.settle(settled, new Intervention(Event.RELEASED, "bob", "nothing happened", null));
        context.observer.update("UPDATE idempotency_incident SET at = at - interval '401 days'");
        try (JpaTestContext runtime = new JpaTestContext(
                context.database,
                pool -> pool.setConnectionInitSql("SET ROLE " + context.database.name() + "_runtime"),
                Map.of())) {
            assertThat(runtime.store.purgeIncidents(Duration.ofDays(400), 10)).isZero();
        }
        assertThat(store.findIncidents(settled.id())).isNotEmpty();
    }

    @Test
    void measuresHowLongTheOldestExpiredRecordHasBeenExpired() {
        assertThat(store.measurePurgeLag()).hasValue(Duration.ZERO);
        Claim claim = claim(new RecordKey(Tenant.anonymous(), "pay", "old"), Duration.ofSeconds(30));
        context.store.complete(claim, Envelope.notStored(201));
        assertThat(store.measurePurgeLag()).hasValue(Duration.ZERO);
        context.letPass(Duration.ofDays(1).plusHours(2));

        assertThat(store.measurePurgeLag())
                .hasValueSatisfying(lag -> assertThat(lag).isBetween(Duration.ofHours(2), Duration.ofHours(3)));
    }

    private static Claim uncertain(String key) {
        Claim claim = claim(new RecordKey(Tenant.anonymous(), "pay", key), Duration.ofSeconds(30));
        context.store.markUncertain(claim);
        return claim;
    }
}
