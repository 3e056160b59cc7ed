package io.github.idempotency.drill;

import io.github.idempotency.drill.DrillPlan.ServerFault;
import java.io.IOException;
import java.util.Set;

/** Loses the answer after the work was done, and retries as a certain client does. */
final class TimeoutAfterSuccess {

    private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, 415, 422);

    private TimeoutAfterSuccess() {}

    static void take(Rehearsal rehearsal, ClientProfile client, LostResponse how) throws Exception {
        int before = rehearsal.effects();
        DrillRequest request = rehearsal.plan.newRequest();
        boolean succeeded = false;
        for (int attempt = 1; attempt <= client.lostAnswers(); attempt++) {
            int status = rehearsal.plan.target.sendAndLose(request, how);
            succeeded |= status < 400;
            rehearsal.tell(
                    "attempt " + attempt + " → " + (status == 0 ? "answered" : status) + ", lost by " + how.title());
            Thread.sleep(client.pause().toMillis());
        }
        DrillResponse retry = retry(rehearsal, client, request);
        // An error that was lost, such as 503 of a busy server, leaves the retry to be the first to succeed.
        if (succeeded) {
            rehearsal.expectReplayOf(retry, retry, "retry");
        }
        finish(rehearsal, request, retry, before);
    }

    /** Here the effect may have been rolled back, so the retry may be the first to succeed. */
    static void take(Rehearsal rehearsal, ClientProfile client, ServerFault fault) throws Exception {
        int before = rehearsal.effects();
        DrillRequest request = rehearsal.plan.newRequest();
        for (int attempt = 1; attempt <= client.lostAnswers(); attempt++) {
            sendFailing(rehearsal, request, fault, attempt);
            Thread.sleep(client.pause().toMillis());
        }
        finish(rehearsal, request, retry(rehearsal, client, request), before);
    }

    private static DrillResponse retry(Rehearsal rehearsal, ClientProfile client, DrillRequest request)
            throws Exception {
        if (client.newConnection()) {
            DrillResponse response = rehearsal.plan.target.sendOnNewConnection(request);
            if (!response.asksToRetry()) {
                return rehearsal.expectSuccess("retry", rehearsal.told("retry by a new connection", response));
            }
        }
        return rehearsal.succeed("retry with the same key", request);
    }

    private static void finish(Rehearsal rehearsal, DrillRequest request, DrillResponse retry, int before)
            throws Exception {
        DrillResponse again = rehearsal.send("another retry", request);
        rehearsal.expectReplayOf(retry, again, "other retry");
        rehearsal.expectEffects(before, 1);
    }

    /** What the server answers is of no interest here, unless it has not failed at all. */
    static void sendFailing(Rehearsal rehearsal, DrillRequest request, ServerFault fault, int attempt)
            throws InterruptedException {
        String what = "attempt " + attempt + " with " + fault.header() + ": " + fault.value();
        try {
            DrillResponse response = rehearsal.send(what, request.withHeader(fault.header(), fault.value()));
            if (attempt == 1 && REFUSALS.contains(response.status())) {
                throw rehearsal.failed(
                        "the server refused the request, as if it did not know the fault",
                        "a failure after the work was done",
                        "how the value of " + fault.header() + " is spelled");
            }
            if (attempt == 1 && response.succeeded()) {
                throw rehearsal.failed(
                        "the server did not fail as it was asked to",
                        "an error, or no answer",
                        "whether the server honours " + fault.header());
            }
        } catch (IOException lost) {
            rehearsal.tell(what + " → no answer");
        }
    }
}
