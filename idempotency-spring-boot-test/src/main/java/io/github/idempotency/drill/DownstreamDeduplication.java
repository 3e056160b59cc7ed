package io.github.idempotency.drill;

import java.io.IOException;
import java.util.function.IntSupplier;

/** Lets a request fail once the next service took effect, retries it, and counts there. */
final class DownstreamDeduplication {

    private static final String CHECK =
            "whether the call to the next service carries a key that is the same at each attempt, derived from the client's";

    private DownstreamDeduplication() {}

    static void take(Rehearsal rehearsal) throws Exception {
        DrillPlan plan = rehearsal.plan;
        IntSupplier downstream =
                Rehearsal.given(plan.downstream, "say downstream(…): nobody counts at the next service");
        int before = downstream.getAsInt();
        int effectsBefore = rehearsal.effects();
        DrillRequest request = plan.newRequest();
        Outage outage = plan.downstreamOutage;
        if (plan.downstreamFault != null) {
            TimeoutAfterSuccess.sendFailing(rehearsal, request, plan.downstreamFault, 1);
            rehearsal.expectEffectBeforeTheRetry(downstream, before);
        } else if (outage != null) {
            outage.begin();
            try {
                String what = "request while the next service does not answer";
                if (rehearsal.send(what, request).succeeded()) {
                    throw rehearsal.failed(
                            "the " + what + " succeeded",
                            "an error, or no answer",
                            "whether the outage concerns the service that the endpoint calls");
                }
            } catch (IOException lost) {
                rehearsal.tell("request while the next service does not answer → no answer");
            } finally {
                outage.end();
            }
            rehearsal.expectEffectBeforeTheRetry(downstream, before);
        } else {
            plan.target.sendAndLose(request, LostResponse.RESET);
            rehearsal.tell("first request → carried out, answer lost");
        }
        DrillResponse retry = rehearsal.succeed("retry with the same key", request);
        rehearsal.expectReplayOf(retry, rehearsal.send("another retry", request), "other retry");
        rehearsal.expectCount(downstream, before, 1, "effects at the next service", CHECK);
        rehearsal.expectEffects(effectsBefore, 1);
    }
}
