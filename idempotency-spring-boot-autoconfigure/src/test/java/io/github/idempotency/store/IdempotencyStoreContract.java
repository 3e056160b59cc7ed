package io.github.idempotency.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.IdempotencyStore.Purged;
import io.github.idempotency.core.IdempotencyStore.RecordCount;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StepStore;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.StoredStep;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What every {@link IdempotencyStore} must do. A store is proved by a subclass that supplies it:
 *
 * <pre>
 * class MyStoreTests extends IdempotencyStoreContract {
 *     &#64;Override
 *     protected IdempotencyStore store() {
 *         return new MyStore();
 *     }
 * }
 * </pre>
 *
 * <p>The store may hold records of other tests: each test uses keys of its own. What a store need not be able to do it
 * declares in {@link #capabilities()}; tests of a capability that it does not have are skipped.
 */
public abstract class IdempotencyStoreContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration RETENTION = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Envelope CREATED = new Envelope(
            201, List.of(new Header("Location", "/payments/1")), "{\"id\":1}".getBytes(StandardCharsets.UTF_8));

    /** What a store may be able to do beyond {@link IdempotencyStore}. */
    public enum Capability {
        /** It keeps steps: a {@link StepStore}. */
        STEPS
    }

    /** The store under test. */
    protected abstract IdempotencyStore store();

    /**
     * What the store is able to do: what it implements, unless a subclass declares it, which fails if the store turns out to
     * be something else.
     */
    protected Set<Capability> capabilities() {
        return store() instanceof StepStore ? Set.of(Capability.STEPS) : Set.of();
    }

    /**
     * Lets time pass for the store: by waiting, unless a subclass can do better, for example by moving the store's clock.
     *
     * @param time how much
     */
    protected void letPass(Duration time) {
        Awaitility.await().pollDelay(time).until(() -> true);
    }

    @Test
    void tellsForHowLongAResponseIsStillReplayed() {
        Duration little = Duration.ofMinutes(10);
        Duration much = Duration.ofHours(1);
        assertThat(found(claimed(request(LEASE, much, little))).replayableFor())
                .isBetween(Duration.ofMinutes(9), little);
        assertThat(found(claimed(request(LEASE, little, much))).replayableFor())
                .isBetween(Duration.ofMinutes(9), little);
        ClaimRequest brief = request(LEASE, much, SHORT);
        Claim claim = claimed(brief);
        assertThat(store().complete(claim, CREATED)).isTrue();
        assertThat(found(claim).isReplayable()).isTrue();
        assertThat(occupied(sameKey(brief, brief.fingerprint())).replayableFor())
                .isPositive();
        letPass(SHORT);
        assertThat(found(claim).replayableFor()).isZero();
        assertThat(found(claim).isReplayable()).isFalse();
        store().stripResults(1_000, null);
        assertThat(found(claim).replayableFor()).isZero();
    }

    // claim

    @Test
    void firstClaimOwnsTheRecordWithFenceOne() {
        ClaimRequest request = request();
        Claim claim = claimed(request);
        assertThat(claim).isEqualTo(new Claim(request.key().id(), 1, request.owner()));
        assertThat(claim.isTakeover()).isFalse();
        StoredRecord record = found(claim);
        assertThat(record.claim()).isEqualTo(claim);
        assertThat(record.state()).isEqualTo(RecordState.IN_PROGRESS);
        assertThat(record.fingerprint()).isEqualTo(request.fingerprint());
        assertThat(record.applied()).isFalse();
        assertThat(record.leaseLapsed()).isFalse();
        assertThat(record.expired()).isFalse();
        assertThat(record.resultExpired()).isFalse();
        assertThat(record.formatVersion()).isEqualTo(StoredRecord.FORMAT_VERSION);
        assertThat(record.envelope()).isNull();
    }

    @Test
    void secondClaimReadsTheRecordOfTheFirst() {
        ClaimRequest first = request();
        Claim claim = claimed(first);
        StoredRecord existing = occupied(sameKey(first, fingerprint(99)));
        assertThat(existing.claim()).isEqualTo(claim);
        assertThat(existing.fingerprint()).isEqualTo(first.fingerprint());
    }

    @Test
    void claimingAgainWithTheSameOwnerReturnsItsOwnRecord() {
        ClaimRequest request = request();
        Claim claim = claimed(request);
        assertThat(occupied(request).claim()).isEqualTo(claim);
        assertThat(store().complete(claim, CREATED)).isTrue();
    }

    @Test
    void keysOfOtherTenantsAndOperationsAreOtherRecords() {
        String key = UUID.randomUUID().toString();
        claimed(request(new RecordKey(Tenant.named("a"), "op", key)));
        claimed(request(new RecordKey(Tenant.named("b"), "op", key)));
        claimed(request(new RecordKey(Tenant.named("a"), "op2", key)));
        claimed(request(new RecordKey(Tenant.anonymous(), "op", key)));
        claimed(request(new RecordKey(new Tenant(Tenant.Source.PRINCIPAL, "a"), "op", key)));
    }

    @Test
    void namesOfAnyLengthAndContentAreAccepted() {
        String odd = "a:b' OR 1=1 --\0\uD83D\uDCB6\uD800\n" + "x".repeat(10_000);
        ClaimRequest request = request(new RecordKey(Tenant.named(odd), odd, odd + UUID.randomUUID()));
        Claim claim = claimed(request);
        assertThat(found(claim).claim()).isEqualTo(claim);
    }

    @Test
    void manyClaimsAtOnceHaveOneWinner() throws Exception {
        ClaimRequest first = request();
        List<ClaimAttempt> attempts = inParallel(16, i -> () -> store().claim(sameKey(first, first.fingerprint())));
        assertThat(attempts).filteredOn(ClaimAttempt.Claimed.class::isInstance).hasSize(1);
        Claim winner = attempts.stream()
                .filter(ClaimAttempt.Claimed.class::isInstance)
                .map(attempt -> ((ClaimAttempt.Claimed) attempt).claim())
                .findFirst()
                .orElseThrow();
        assertThat(found(winner).claim()).isEqualTo(winner);
        assertThat(attempts)
                .filteredOn(ClaimAttempt.Occupied.class::isInstance)
                .allSatisfy(attempt -> assertThat(
                                ((ClaimAttempt.Occupied) attempt).existing().claim())
                        .isEqualTo(winner));
    }

    // confirm

    @Test
    void confirmingChangesNothingAndTellsWhoseTheRecordIs() {
        ClaimRequest request = request();
        Claim claim = claimed(request);
        assertThat(store().confirm(claim)).isTrue();
        assertThat(store().confirm(new Claim(claim.id(), claim.fence() + 1, claim.owner())))
                .isFalse();
        assertThat(store().confirm(new Claim(claim.id(), claim.fence(), UUID.randomUUID())))
                .isFalse();
        assertThat(found(claim).state()).isEqualTo(RecordState.IN_PROGRESS);

        store().complete(claim, CREATED);
        assertThat(store().confirm(claim)).isTrue();
        assertEnvelope(occupied(sameKey(request, request.fingerprint())), CREATED);
    }

    // complete

    @Test
    void completedResponseIsReadBackExactly() {
        ClaimRequest request = request();
        assertThat(store().complete(claimed(request), CREATED)).isTrue();
        StoredRecord record = occupied(sameKey(request, request.fingerprint()));
        assertThat(record.state()).isEqualTo(RecordState.COMPLETED);
        assertEnvelope(record, CREATED);
    }

    @Test
    void headersKeepTheirOrderDuplicatesAndContent() {
        Envelope envelope = new Envelope(
                200,
                List.of(
                        new Header("Link", "<a>; rel=\"next\""),
                        new Header("ETag", "\"1: 2\""),
                        new Header("Link", "<b>"),
                        new Header("link", ""),
                        new Header("X-Text", " Größe: 5 € \t ")),
                new byte[0]);
        assertEnvelope(completed(envelope), envelope);
    }

    @Test
    void bodiesAreBytes() {
        byte[] bytes = new byte[256];
        IntStream.range(0, 256).forEach(i -> bytes[i] = (byte) i);
        Envelope envelope = new Envelope(200, List.of(), bytes);
        assertEnvelope(completed(envelope), envelope);
    }

    @Test
    void bodiesMayBeBig() {
        byte[] bytes = new byte[1_500_000];
        new Random(7).nextBytes(bytes);
        Envelope envelope = new Envelope(200, List.of(), bytes);
        assertEnvelope(completed(envelope), envelope);
    }

    @Test
    void emptyBodyIsNotTheSameAsNoBody() {
        assertThat(completed(new Envelope(204, List.of(), new byte[0])).envelope())
                .satisfies(envelope -> assertThat(envelope.isReplayable()).isTrue());
        StoredRecord notStored = completed(Envelope.notStored(503));
        assertThat(notStored.envelope().isReplayable()).isFalse();
        assertThat(notStored.envelope().status()).isEqualTo(503);
    }

    @Test
    void completedResponseNeverChanges() {
        Claim claim = claimed(request());
        assertThat(store().complete(claim, CREATED)).isTrue();
        assertThat(store().complete(claim, Envelope.notStored(500))).isFalse();
        assertThat(store().release(claim)).isFalse();
        assertThat(store().lapse(claim)).isFalse();
        assertThat(store().markUncertain(claim)).isFalse();
        assertThat(store().markApplied(claim)).isFalse();
        assertThat(store().removeExpired(claim)).isFalse();
        assertThat(store().renew(Set.of(claim), LEASE)).isEmpty();
        letPass(SHORT);
        assertThat(store().takeOver(claim, UUID.randomUUID(), LEASE)).isEmpty();
        assertEnvelope(found(claim), CREATED);
    }

    // release, lapse, takeover

    @Test
    void releasedKeyCanBeClaimedAnew() {
        ClaimRequest request = request();
        Claim claim = claimed(request);
        assertThat(store().release(claim)).isTrue();
        assertThat(store().find(claim.id())).isEmpty();
        assertThat(store().release(claim)).isFalse();
        claimed(sameKey(request, fingerprint(2)));
    }

    @Test
    void recordIsNotTakenOverWhileItsLeaseHolds() {
        Claim claim = claimed(request());
        assertThat(store().takeOver(claim, UUID.randomUUID(), LEASE)).isEmpty();
        assertThat(found(claim).claim()).isEqualTo(claim);
    }

    @Test
    void lapsedRecordIsTakenOverOnceWithTheNextFence() {
        Claim claim = claimed(request(SHORT, RETENTION, RETENTION));
        letPass(SHORT);
        assertThat(found(claim).leaseLapsed()).isTrue();
        UUID owner = UUID.randomUUID();
        assertThat(store().takeOver(claim, owner, LEASE)).contains(new Claim(claim.id(), 2, owner));
        assertThat(store().takeOver(claim, UUID.randomUUID(), LEASE)).isEmpty();
        assertThat(found(claim).leaseLapsed()).isFalse();
        assertThat(new Claim(claim.id(), 2, owner).isTakeover()).isTrue();
    }

    @Test
    void manyTakeoversAtOnceHaveOneWinner() throws Exception {
        Claim claim = claimed(request());
        assertThat(store().lapse(claim)).isTrue();
        List<Boolean> taken = inParallel(
                12, i -> () -> store().takeOver(claim, UUID.randomUUID(), LEASE).isPresent());
        assertThat(taken).containsOnlyOnce(true);
        assertThat(found(claim).claim().fence()).isEqualTo(2);
    }

    @Test
    void ownerWhoseRecordWasTakenOverCanDoNothing() {
        Claim zombie = claimed(request());
        store().lapse(zombie);
        Claim owner = store().takeOver(zombie, UUID.randomUUID(), LEASE).orElseThrow();
        assertPowerless(zombie);
        assertThat(found(owner).claim()).isEqualTo(owner);
        assertThat(store().complete(owner, CREATED)).isTrue();
        assertPowerless(zombie);
        assertEnvelope(found(owner), CREATED);
    }

    @Test
    void ownerOfAnEarlierRecordOfTheKeyCanDoNothing() {
        ClaimRequest request = request();
        Claim zombie = claimed(request);
        assertThat(store().release(zombie)).isTrue();
        Claim owner = claimed(sameKey(request, request.fingerprint()));
        assertThat(owner.fence()).isEqualTo(zombie.fence());
        assertPowerless(zombie);
        assertThat(found(owner).claim()).isEqualTo(owner);
        assertThat(found(owner).applied()).isFalse();
        assertThat(found(owner).leaseLapsed()).isFalse();
    }

    @Test
    void nobodyOwnsARecordThatIsNotThere() {
        Claim ghost = new Claim(UUID.randomUUID(), 1, UUID.randomUUID());
        assertPowerless(ghost);
        assertThat(store().find(ghost.id())).isEmpty();
    }

    @Test
    void lapsedOwnerWhoWasNotReplacedStillOwns() {
        Claim claim = claimed(request());
        assertThat(store().lapse(claim)).isTrue();
        assertThat(found(claim).leaseLapsed()).isTrue();
        assertThat(found(claim).state()).isEqualTo(RecordState.IN_PROGRESS);
        assertThat(store().complete(claim, CREATED)).isTrue();
    }

    // applied, uncertain

    @Test
    void appliedRecordIsNeverReleasedNorTakenOver() {
        Claim claim = claimed(request());
        assertThat(store().markApplied(claim)).isTrue();
        assertThat(found(claim).applied()).isTrue();
        assertThat(store().lapse(claim)).isTrue();
        assertThat(store().release(claim)).isFalse();
        assertThat(store().takeOver(claim, UUID.randomUUID(), LEASE)).isEmpty();
        assertThat(store().markApplied(claim)).isTrue();
        assertThat(store().complete(claim, CREATED)).isTrue();
    }

    @Test
    void uncertainRecordIsOnlyEverCompleted() {
        Claim claim = claimed(request(SHORT, SHORT, SHORT));
        assertThat(store().markUncertain(claim)).isTrue();
        letPass(SHORT);
        assertThat(found(claim).state()).isEqualTo(RecordState.UNCERTAIN);
        assertThat(found(claim).envelope()).isNull();
        assertThat(store().markUncertain(claim)).isFalse();
        assertThat(store().release(claim)).isFalse();
        assertThat(store().lapse(claim)).isFalse();
        assertThat(store().takeOver(claim, UUID.randomUUID(), LEASE)).isEmpty();
        assertThat(store().renew(Set.of(claim), LEASE)).isEmpty();
        assertThat(store().removeExpired(claim)).isFalse();
        assertThat(store().complete(claim, CREATED)).isTrue();
        assertEnvelope(found(claim), CREATED);
    }

    @Test
    void observerOfALapsedRecordMayMarkItUncertain() {
        ClaimRequest request = request();
        Claim claim = claimed(request);
        store().markApplied(claim);
        store().lapse(claim);
        Claim observed = occupied(sameKey(request, request.fingerprint())).claim();
        assertThat(store().markUncertain(observed)).isTrue();
        assertThat(found(claim).applied()).isTrue();
    }

    // steps

    /** Called before a test starts threads: what is assumed in a thread of a test fails it. */
    private StepStore steps() {
        assumeThat(capabilities()).as("what the store is able to do").contains(Capability.STEPS);
        return (StepStore) store();
    }

    @Test
    void theStoreIsWhatItDeclares() {
        assertThat(store() instanceof StepStore)
                .as("capabilities() has STEPS: %s", capabilities().contains(Capability.STEPS))
                .isEqualTo(capabilities().contains(Capability.STEPS));
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void stepsAreReadBackExactlyInTheirOrder() {
        StepStore steps = steps();
        Claim claim = claimed(request());
        assertThat(steps.findSteps(claim.id())).isEmpty();
        assertThat(steps.keepStep(claim, "charge", json("{\"id\":\"ü€\\u0000\"}")))
                .isTrue();
        assertThat(steps.keepStep(claim, "announce", json("null"))).isTrue();
        assertThat(steps.keepStep(claim, "big", null)).isTrue();
        List<StoredStep> kept = steps.findSteps(claim.id());
        assertThat(kept).extracting(StoredStep::name).containsExactly("charge", "announce", "big");
        assertThat(kept).extracting(StoredStep::fence).containsOnly(1L);
        assertThat(kept).noneMatch(StoredStep::isCompensated);
        assertThat(kept.get(0).result()).isEqualTo(json("{\"id\":\"ü€\\u0000\"}"));
        assertThat(kept.get(1).result()).isEqualTo(json("null"));
        assertThat(kept.get(2).result()).isNull();
    }

    @Test
    void aStepThatIsKeptAgainStaysAsItWas() {
        StepStore steps = steps();
        Claim claim = claimed(request());
        assertThat(steps.keepStep(claim, "charge", json("1"))).isTrue();
        assertThat(steps.keepStep(claim, "charge", json("2"))).isTrue();
        assertThat(steps.findSteps(claim.id()))
                .singleElement()
                .satisfies(step -> assertThat(step.result()).isEqualTo(json("1")));
    }

    @Test
    void aRecordWithStepsIsNeverReleasedAndATakeoverFindsThem() {
        StepStore steps = steps();
        Claim claim = claimed(request());
        steps.keepStep(claim, "charge", json("1"));
        assertThat(store().release(claim)).isFalse();
        store().lapse(claim);
        Claim next = store().takeOver(claim, UUID.randomUUID(), LEASE).orElseThrow();
        assertThat(steps.findSteps(next.id()))
                .singleElement()
                .satisfies(step -> assertThat(step.fence()).isOne());
        assertThat(steps.keepStep(next, "ship", json("2"))).isTrue();
        assertThat(steps.keepStep(claim, "late", json("3")))
                .as("the step of a zombie")
                .isFalse();
        assertThat(steps.findSteps(next.id())).extracting(StoredStep::name).containsExactly("charge", "ship");
        assertThat(store().complete(next, CREATED)).isTrue();
        assertThat(steps.keepStep(next, "after", json("4"))).isFalse();
    }

    @Test
    void aSuspendedRecordIsTakenOverAndNothingElse() {
        StepStore steps = steps();
        Claim claim = claimed(request());
        assertThat(steps.suspend(claim)).as("without steps").isFalse();
        steps.keepStep(claim, "charge", json("1"));
        assertThat(steps.suspend(claim)).isTrue();
        assertThat(found(claim).state()).isEqualTo(RecordState.SUSPENDED);
        assertThat(found(claim).leaseLapsed()).isTrue();
        assertThat(steps.suspend(claim)).isFalse();
        assertThat(steps.keepStep(claim, "late", json("2"))).isFalse();
        assertThat(store().markApplied(claim)).isFalse();
        assertThat(store().markUncertain(claim)).isFalse();
        assertThat(store().release(claim)).isFalse();
        assertThat(store().complete(claim, CREATED)).isFalse();
        assertThat(store().renew(Set.of(claim), LEASE)).isEmpty();
        Claim next = store().takeOver(claim, UUID.randomUUID(), LEASE).orElseThrow();
        assertThat(found(next).state()).isEqualTo(RecordState.IN_PROGRESS);
        assertThat(store().complete(next, CREATED)).isTrue();
    }

    @Test
    void anAppliedRecordIsNotSuspended() {
        StepStore steps = steps();
        Claim claim = claimed(request());
        steps.keepStep(claim, "charge", json("1"));
        store().markApplied(claim);
        assertThat(steps.suspend(claim)).isFalse();
    }

    @Test
    void stepsGoWithTheirRecord() {
        StepStore steps = steps();
        ClaimRequest request = request(LEASE, SHORT, SHORT);
        Claim claim = claimed(request);
        steps.keepStep(claim, "charge", json("1"));
        store().complete(claim, CREATED);
        letPass(SHORT);
        assertThat(store().removeExpired(claim)).isTrue();
        assertThat(steps.findSteps(claim.id())).isEmpty();
        Claim anew = claimed(sameKey(request, request.fingerprint()));
        assertThat(steps.findSteps(anew.id())).isEmpty();
        assertThat(store().release(anew)).isTrue();
    }

    @Test
    void aTakeoverSeesEveryStepThatWasKeptBeforeItAndNoneIsKeptAfter() throws Exception {
        StepStore steps = steps();
        for (int round = 0; round < 20; round++) {
            Claim claim = claimed(request());
            store().lapse(claim);
            List<Boolean> results = inParallel(
                    2,
                    i -> i == 0
                            ? () -> steps.keepStep(claim, "charge", json("1"))
                            : () -> store().takeOver(claim, UUID.randomUUID(), LEASE)
                                    .map(next -> !steps.findSteps(next.id()).isEmpty())
                                    .orElseThrow());
            assertThat(results.get(0))
                    .as("kept, and what the takeover saw: " + results)
                    .isEqualTo(results.get(1));
        }
    }

    // renew

    @Test
    void renewalExtendsTheLeasesThatAreStillHeld() {
        Claim held = claimed(request());
        Claim lapsed = claimed(request());
        Claim finished = claimed(request());
        Claim lost = claimed(request());
        store().lapse(lapsed);
        store().complete(finished, CREATED);
        store().lapse(lost);
        store().takeOver(lost, UUID.randomUUID(), LEASE);
        Claim gone = new Claim(UUID.randomUUID(), 1, UUID.randomUUID());
        assertThat(store().renew(List.of(held, lapsed, finished, lost, gone), LEASE))
                .containsExactlyInAnyOrder(held.id(), lapsed.id());
        assertThat(found(lapsed).leaseLapsed()).isFalse();
        assertThat(store().renew(List.of(), LEASE)).isEmpty();
    }

    @Test
    void renewedLeaseStartsNow() {
        Claim claim = claimed(request());
        assertThat(store().renew(List.of(claim), SHORT)).containsExactly(claim.id());
        letPass(SHORT);
        assertThat(found(claim).leaseLapsed()).isTrue();
        assertThat(store().takeOver(claim, UUID.randomUUID(), LEASE)).isPresent();
    }

    // expiry

    @Test
    void expiredRecordStandsInTheWayUntilItIsRemoved() {
        ClaimRequest request = request(SHORT, SHORT, SHORT);
        Claim claim = claimed(request);
        store().complete(claim, CREATED);
        assertThat(store().removeExpired(claim)).isFalse();
        letPass(SHORT);
        StoredRecord expired = occupied(sameKey(request, fingerprint(2)));
        assertThat(expired.expired()).isTrue();
        assertThat(store().removeExpired(new Claim(claim.id(), 1, UUID.randomUUID())))
                .isFalse();
        assertThat(store().removeExpired(expired.claim())).isTrue();
        assertThat(store().removeExpired(expired.claim())).isFalse();
        claimed(sameKey(request, fingerprint(2)));
    }

    @Test
    void responseMayExpireBeforeItsKey() {
        Claim claim = claimed(request(LEASE, RETENTION, SHORT));
        store().complete(claim, CREATED);
        letPass(SHORT);
        assertThat(found(claim).resultExpired()).isTrue();
        assertThat(found(claim).expired()).isFalse();
        assertThat(store().removeExpired(claim)).isFalse();
    }

    @Test
    void retentionCountsFromTheClaimAndIsNotChangedByLaterSteps() {
        Claim claim = claimed(request(LEASE, SHORT, SHORT));
        letPass(SHORT);
        assertThat(store().renew(List.of(claim), LEASE)).hasSize(1);
        assertThat(store().complete(claim, CREATED)).isTrue();
        assertThat(found(claim).expired()).isTrue();
    }

    @Test
    void purgeRemovesExpiredCompletedRecordsOnlyAndAtMostTheLimit() {
        while (store().purge(1000, null).count() > 0) {}
        List<Claim> completed = IntStream.range(0, 5)
                .mapToObj(i -> claimed(request(SHORT, SHORT, SHORT)))
                .toList();
        completed.forEach(claim -> store().complete(claim, CREATED));
        Claim running = claimed(request(SHORT, SHORT, SHORT));
        Claim uncertain = claimed(request(SHORT, SHORT, SHORT));
        store().markUncertain(uncertain);
        Claim fresh = claimed(request());
        store().complete(fresh, CREATED);
        assertThat(store().purge(1000, null).count()).isZero();
        letPass(SHORT);
        assertThat(store().purge(2, null).count()).isEqualTo(2);
        assertThat(store().purge(1000, null).count()).isEqualTo(3);
        assertThat(store().purge(1000, null).count()).isZero();
        assertThat(completed)
                .allSatisfy(claim -> assertThat(store().find(claim.id())).isEmpty());
        assertThat(found(running).state()).isEqualTo(RecordState.IN_PROGRESS);
        assertThat(found(uncertain).state()).isEqualTo(RecordState.UNCERTAIN);
        assertEnvelope(found(fresh), CREATED);
    }

    @Test
    void purgeTellsWhereTheNextBatchBegins() {
        while (store().purge(1000, null).count() > 0) {}
        Claim first = completed(request(SHORT, SHORT, SHORT));
        Claim second = completed(request(SHORT, SHORT.plusMillis(5), SHORT));
        letPass(SHORT.multipliedBy(2));
        Purged one = store().purge(1, null);
        assertThat(one.count()).isEqualTo(1);
        assertThat(one.last()).isNotNull();
        assertThat(one.lag()).isBetween(Duration.ZERO, SHORT.multipliedBy(10));
        assertThat(store().find(first.id())).isEmpty();
        Purged two = store().purge(1000, one.last());
        assertThat(two.count()).isEqualTo(1);
        assertThat(two.last()).isAfter(one.last());
        assertThat(store().find(second.id())).isEmpty();
        assertThat(store().purge(1000, two.last())).isEqualTo(Purged.NOTHING);
    }

    @Test
    void purgeLeavesWhatExpiredBeforeItsBeginning() {
        Claim claim = completed(request(SHORT, SHORT, SHORT));
        letPass(SHORT.multipliedBy(2));
        Instant last = store().purge(1000, null).last();
        assertThat(store().find(claim.id())).isEmpty();
        Claim earlier = completed(request(SHORT, SHORT, SHORT));
        letPass(SHORT.multipliedBy(2));
        assertThat(store().purge(1000, last.plus(RETENTION)).count()).isZero();
        assertThat(store().purge(1000, last).count()).isEqualTo(1);
        assertThat(store().find(earlier.id())).isEmpty();
    }

    @Test
    void expiredResponsesGoWhileTheirKeyStays() {
        while (store().stripResults(1000, null).count() > 0) {}
        List<Claim> completed = IntStream.range(0, 3)
                .mapToObj(i -> completed(request(LEASE, RETENTION, SHORT)))
                .toList();
        Claim running = claimed(request(LEASE, RETENTION, SHORT));
        Claim uncertain = claimed(request(LEASE, RETENTION, SHORT));
        store().markUncertain(uncertain);
        Claim fresh = completed(request());
        Claim equal = completed(request(LEASE, SHORT, SHORT));
        assertThat(store().stripResults(1000, null).count()).isZero();
        letPass(SHORT);
        Purged one = store().stripResults(2, null);
        assertThat(one.count()).isEqualTo(2);
        assertThat(store().stripResults(1000, one.last()).count()).isEqualTo(1);
        assertThat(store().stripResults(1000, null)).isEqualTo(Purged.NOTHING);
        assertThat(completed).allSatisfy(claim -> {
            StoredRecord record = found(claim);
            assertThat(record.state()).isEqualTo(RecordState.COMPLETED);
            assertThat(record.resultExpired()).isTrue();
            assertThat(record.expired()).isFalse();
            assertEnvelope(record, Envelope.notStored(CREATED.status()));
        });
        assertThat(found(running).state()).isEqualTo(RecordState.IN_PROGRESS);
        assertThat(found(uncertain).state()).isEqualTo(RecordState.UNCERTAIN);
        assertEnvelope(found(fresh), CREATED);
        assertEnvelope(found(equal), CREATED);
        assertThat(store().complete(running, CREATED)).isTrue();
        assertThat(store().stripResults(1000, null).count()).isEqualTo(1);
    }

    @Test
    void strippedRecordIsPurgedWhenItsKeyExpires() {
        Claim claim = completed(request(LEASE, SHORT.multipliedBy(2), SHORT));
        letPass(SHORT);
        store().stripResults(1000, null);
        assertEnvelope(found(claim), Envelope.notStored(CREATED.status()));
        letPass(SHORT);
        while (store().purge(1000, null).count() > 0) {}
        assertThat(store().find(claim.id())).isEmpty();
    }

    @Test
    void stepsGoWithTheirExpiredResponse() {
        StepStore steps = steps();
        Claim claim = claimed(request(LEASE, RETENTION, SHORT));
        steps.keepStep(claim, "charge", new byte[] {1});
        store().complete(claim, CREATED);
        Claim fresh = claimed(request());
        steps.keepStep(fresh, "charge", new byte[] {1});
        store().complete(fresh, CREATED);
        letPass(SHORT);
        store().stripResults(1000, null);
        assertThat(steps.findSteps(claim.id())).isEmpty();
        assertThat(steps.findSteps(fresh.id())).hasSize(1);
    }

    // the rest

    private Claim completed(ClaimRequest request) {
        Claim claim = claimed(request);
        assertThat(store().complete(claim, CREATED)).isTrue();
        return claim;
    }

    @Test
    void finishedRecordIsInsertedUnlessThereIsOne() {
        ClaimRequest request = request();
        assertThat(store().insertCompleted(request, CREATED)).isTrue();
        StoredRecord record = occupied(sameKey(request, request.fingerprint()));
        assertThat(record.claim()).isEqualTo(new Claim(request.key().id(), 1, request.owner()));
        assertThat(record.fingerprint()).isEqualTo(request.fingerprint());
        assertEnvelope(record, CREATED);
        assertThat(store().insertCompleted(sameKey(request, fingerprint(2)), Envelope.notStored(400)))
                .isFalse();
        ClaimRequest running = request();
        Claim claim = claimed(running);
        assertThat(store().insertCompleted(sameKey(running, fingerprint(2)), CREATED))
                .isFalse();
        assertThat(found(claim).state()).isEqualTo(RecordState.IN_PROGRESS);
    }

    @Test
    void recordsAreCountedByOperationAndState() {
        String operation = "count-" + UUID.randomUUID();
        IntStream.range(0, 3).forEach(i -> claimed(request(key(operation))));
        store().complete(claimed(request(key(operation))), CREATED);
        store().markUncertain(claimed(request(key(operation))));
        assertThat(store().countRecords())
                .filteredOn(count -> count.operation().equals(operation))
                .containsExactlyInAnyOrder(
                        new RecordCount(operation, RecordState.IN_PROGRESS, 3),
                        new RecordCount(operation, RecordState.COMPLETED, 1),
                        new RecordCount(operation, RecordState.UNCERTAIN, 1));
    }

    @Test
    void survivesRandomUseByManyThreads() throws Exception {
        new StoreFuzz(store(), System.nanoTime()).run(Duration.ofSeconds(2));
    }

    // helpers

    /** A key nobody else uses. */
    protected static RecordKey key(String operation) {
        return new RecordKey(
                Tenant.named("contract"), operation, UUID.randomUUID().toString());
    }

    /** A request for a fresh key. */
    protected static ClaimRequest request() {
        return request(LEASE, RETENTION, RETENTION);
    }

    /** A request for a key. */
    protected static ClaimRequest request(RecordKey key) {
        return new ClaimRequest(key, UUID.randomUUID(), fingerprint(1), LEASE, RETENTION, RETENTION);
    }

    /** The same key, asked for by somebody else. */
    protected static ClaimRequest sameKey(ClaimRequest request, Fingerprint fingerprint) {
        return new ClaimRequest(
                request.key(),
                UUID.randomUUID(),
                fingerprint,
                request.lease(),
                request.retention(),
                request.resultRetention());
    }

    /** Claims and expects to own. */
    protected final Claim claimed(ClaimRequest request) {
        ClaimAttempt attempt = store().claim(request);
        assertThat(attempt).isInstanceOf(ClaimAttempt.Claimed.class);
        return ((ClaimAttempt.Claimed) attempt).claim();
    }

    /** Claims and expects a record in the way. */
    protected final StoredRecord occupied(ClaimRequest request) {
        ClaimAttempt attempt = store().claim(request);
        assertThat(attempt).isInstanceOf(ClaimAttempt.Occupied.class);
        return ((ClaimAttempt.Occupied) attempt).existing();
    }

    private static ClaimRequest request(Duration lease, Duration retention, Duration resultRetention) {
        return new ClaimRequest(key("contract"), UUID.randomUUID(), fingerprint(1), lease, retention, resultRetention);
    }

    private static Fingerprint fingerprint(int seed) {
        byte[] digest = new byte[32];
        new Random(seed).nextBytes(digest);
        return new Fingerprint(1, digest);
    }

    private StoredRecord completed(Envelope envelope) {
        Claim claim = claimed(request());
        assertThat(store().complete(claim, envelope)).isTrue();
        return found(claim);
    }

    private StoredRecord found(Claim claim) {
        return store().find(claim.id()).orElseThrow();
    }

    private void assertPowerless(Claim claim) {
        assertThat(store().complete(claim, Envelope.notStored(500))).isFalse();
        assertThat(store().release(claim)).isFalse();
        assertThat(store().lapse(claim)).isFalse();
        assertThat(store().markUncertain(claim)).isFalse();
        assertThat(store().markApplied(claim)).isFalse();
        assertThat(store().renew(List.of(claim), LEASE)).isEmpty();
        assertThat(store().takeOver(claim, UUID.randomUUID(), LEASE)).isEmpty();
        assertThat(store().removeExpired(claim)).isFalse();
    }

    private static void assertEnvelope(StoredRecord record, Envelope expected) {
        assertThat(record.state()).isEqualTo(RecordState.COMPLETED);
        assertThat(record.envelope().status()).isEqualTo(expected.status());
        assertThat(record.envelope().headers()).isEqualTo(expected.headers());
        assertThat(record.envelope().body()).isEqualTo(expected.body());
    }

    private static <T> List<T> inParallel(int threads, java.util.function.IntFunction<Callable<T>> task)
            throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<T>> futures = IntStream.range(0, threads)
                    .mapToObj(i -> executor.submit(() -> {
                        start.await();
                        return task.apply(i).call();
                    }))
                    .toList();
            start.countDown();
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
