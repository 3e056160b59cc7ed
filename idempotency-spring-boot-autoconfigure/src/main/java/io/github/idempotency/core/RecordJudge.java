package io.github.idempotency.core;

import io.github.idempotency.OnAbandoned;
import io.github.idempotency.core.fingerprint.FingerprintVersion;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.Rollout;
import java.time.Duration;

/** Tells what an existing record means for a request; the order of the questions is that of the contract's table. */
final class RecordJudge {

    private final Rollout rollout;
    private final Duration retryAfter;

    RecordJudge(Rollout rollout, Duration retryAfter) {
        this.rollout = rollout;
        this.retryAfter = retryAfter;
    }

    /** What an existing record means. */
    sealed interface Verdict {

        /**
         * The request is answered without running the handler.
         *
         * @param decision the answer
         */
        record Answer(Decision decision) implements Verdict {}

        /** The key is past its retention: the record may be removed and the key claimed anew. */
        record Expired() implements Verdict {}

        /** The execution was abandoned and may be taken over. */
        record Abandoned() implements Verdict {}

        /** The execution ended without a response, and nobody may run it again: its effect may be found. */
        record Doubtful() implements Verdict {}
    }

    Verdict judge(StoredRecord stored, OperationPolicy policy, FingerprintSource fingerprint) {
        FingerprintVersion version =
                FingerprintVersion.of(stored.fingerprint().version()).orElse(null);
        if (!stored.isKnownFormat() || version == null) {
            // Written by another version of the library, which may know more: let the client come back to it.
            return new Verdict.Answer(unavailable());
        }
        boolean ended = stored.state() == RecordState.COMPLETED || stored.state() == RecordState.COMPENSATED;
        if (ended && stored.expired()) {
            return new Verdict.Expired();
        }
        boolean matches = fingerprint.fingerprint(version).equals(stored.fingerprint());
        if (!matches && rollout.enforcesPayloadMatch(policy)) {
            return refuse(Outcome.KEY_REUSED);
        }
        return switch (stored.state()) {
            case COMPLETED -> completed(stored, matches);
            case UNCERTAIN -> new Verdict.Doubtful();
            case IN_PROGRESS -> inProgress(stored, policy);
            case SUSPENDED -> stored.leaseLapsed() ? new Verdict.Abandoned() : new Verdict.Answer(busy());
            case COMPENSATING -> new Verdict.Answer(busy());
            case COMPENSATED -> refuse(Outcome.COMPENSATED);
        };
    }

    Decision.Refuse busy() {
        return new Decision.Refuse(Outcome.IN_PROGRESS, retryAfter);
    }

    Decision.Refuse unavailable() {
        return new Decision.Refuse(Outcome.STORE_UNAVAILABLE, retryAfter);
    }

    private Verdict completed(StoredRecord stored, boolean matches) {
        if (stored.resultExpired()) { // first, for the purge removes the envelope then
            return refuse(Outcome.RESULT_EXPIRED);
        }
        Envelope envelope = stored.envelope();
        if (envelope == null) {
            return new Verdict.Answer(unavailable());
        }
        if (!envelope.isReplayable()) {
            Envelope known = envelope.headers().isEmpty() ? null : envelope;
            return new Verdict.Answer(new Decision.Refuse(Outcome.RESULT_NOT_STORED, null, known));
        }
        return new Verdict.Answer(
                new Decision.Replay(envelope, matches ? Outcome.REPLAYED : Outcome.REPLAYED_MISMATCH));
    }

    private Verdict inProgress(StoredRecord stored, OperationPolicy policy) {
        if (!stored.leaseLapsed()) {
            return new Verdict.Answer(busy());
        }
        boolean mayRunAgain = !stored.applied() && policy.onAbandoned() == OnAbandoned.RETRY;
        return mayRunAgain ? new Verdict.Abandoned() : new Verdict.Doubtful();
    }

    private static Verdict refuse(Outcome outcome) {
        return new Verdict.Answer(new Decision.Refuse(outcome, null));
    }
}
