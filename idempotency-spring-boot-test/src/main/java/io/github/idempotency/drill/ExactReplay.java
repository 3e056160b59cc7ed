package io.github.idempotency.drill;

/** Sends a request twice. */
final class ExactReplay {

    private ExactReplay() {}

    static void take(Rehearsal rehearsal) throws Exception {
        int before = rehearsal.effects();
        DrillRequest request = rehearsal.plan.newRequest();
        DrillResponse first = rehearsal.succeed("first request", request);
        if (rehearsal.isMarked(first)) {
            throw rehearsal.failed(
                    "the first request with a new key was answered with a replay",
                    "an answer of its own",
                    "whether keys are cut or told apart at all");
        }
        DrillResponse retry = rehearsal.send("retry with the same key", request);
        rehearsal.expectReplayOf(first, retry, "retry");
        rehearsal.expectEffects(before, 1);
    }
}
