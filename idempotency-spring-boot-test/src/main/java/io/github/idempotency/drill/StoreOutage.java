package io.github.idempotency.drill;

import java.io.IOException;

/** Takes the store away between a request and its retry, and brings it back. */
final class StoreOutage {

    private StoreOutage() {}

    static void take(Rehearsal rehearsal) throws Exception {
        DrillPlan plan = rehearsal.plan;
        Outage outage = Rehearsal.given(plan.storeOutage, "say storeOutage(…): nobody can take the store away");
        int before = rehearsal.effects();
        DrillRequest known = plan.newRequest();
        DrillResponse first = rehearsal.succeed("first request", known);
        DrillRequest fresh = plan.newRequest();
        outage.begin();
        try {
            rehearsal.tell("store taken away");
            expectRefused(rehearsal, "new request", fresh);
            expectNoSecondRun(rehearsal, known, first);
        } finally {
            outage.end();
        }
        rehearsal.tell("store brought back");
        rehearsal.succeed("new request, sent again", fresh);
        DrillResponse again = rehearsal.sendUntilDefinite("first request, sent again", known);
        if (plan.failsOpen) {
            // Keys that came during the outage were not remembered: that is the price of failing open.
            return;
        }
        rehearsal.expectReplayOf(first, again, "first request, sent again,");
        rehearsal.expectEffects(before, 2);
    }

    private static void expectRefused(Rehearsal rehearsal, String what, DrillRequest request)
            throws IOException, InterruptedException {
        DrillResponse response = rehearsal.send(what, request);
        if (rehearsal.plan.failsOpen) {
            rehearsal.expectSuccess(what, response);
        } else if (response.status() != 503) {
            throw rehearsal.failed(
                    "without its store the server answered a new request with " + response.status(),
                    "503 store-unavailable, nothing done",
                    "what the operation does on a failure of the store; say failsOpen() if it shall run unprotected");
        }
    }

    /** A cache may answer with the replay; whoever has none has to refuse. */
    private static void expectNoSecondRun(Rehearsal rehearsal, DrillRequest known, DrillResponse first)
            throws IOException, InterruptedException {
        DrillResponse response = rehearsal.send("retry of the first request", known);
        if (!rehearsal.plan.failsOpen && response.status() != 503) {
            rehearsal.expectReplayOf(first, response, "retry of the first request, without the store,");
        }
    }
}
