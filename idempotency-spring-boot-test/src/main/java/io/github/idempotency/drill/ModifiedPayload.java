package io.github.idempotency.drill;

/** Sends a key again with another payload. */
final class ModifiedPayload {

    private ModifiedPayload() {}

    static void take(Rehearsal rehearsal) throws Exception {
        DrillPlan plan = rehearsal.plan;
        int before = rehearsal.effects();
        DrillRequest request = plan.newRequest();
        String other = Rehearsal.given(
                plan.modified(request.body()), "say modifiedBy(…): no way is known to modify this type of content");
        DrillResponse first = rehearsal.succeed("first request", request);
        DrillResponse refused = rehearsal.send("same key, other payload", request.withBody(other));
        String code = refused.code();
        if (refused.status() != plan.keyReusedStatus || (code != null && code.equals("in-progress"))) {
            throw rehearsal.failed(
                    "the other payload was answered with " + refused.status() + (code == null ? "" : " " + code),
                    plan.keyReusedStatus + ", code key-reused where problems have codes",
                    "whether the payload enters the fingerprint and a mismatch is enforced; for another status say keyReusedStatus(…)");
        }
        rehearsal.expectReplayOf(first, rehearsal.send("first payload again", request), "first payload, sent again,");
        rehearsal.expectEffects(before, 1);
    }
}
