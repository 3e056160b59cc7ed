package io.github.idempotency.drill;

import io.github.idempotency.drill.DrillResult.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One drill of an endpoint, ready to be run. */
public final class DrillCase {

    private final DrillPlan plan;
    private final Drill drill;
    private final String client;
    private final String fault;
    private final Steps steps;

    private DrillCase(DrillPlan plan, Drill drill, String client, String fault, Steps steps) {
        this.plan = plan;
        this.drill = drill;
        this.client = client;
        this.fault = fault;
        this.steps = steps;
    }

    /** What a drill does. */
    interface Steps {

        void take(Rehearsal rehearsal) throws Exception;
    }

    static List<DrillCase> of(DrillPlan plan) {
        List<DrillCase> cases = new ArrayList<>();
        cases.add(new DrillCase(plan, Drill.EXACT_REPLAY, "", "", ExactReplay::take));
        for (ClientProfile client : plan.clients) {
            for (LostResponse how : LostResponse.values()) {
                cases.add(new DrillCase(
                        plan,
                        Drill.TIMEOUT_AFTER_SUCCESS,
                        client.name(),
                        how.title(),
                        rehearsal -> TimeoutAfterSuccess.take(rehearsal, client, how)));
            }
            plan.serverFaults.forEach(fault -> cases.add(new DrillCase(
                    plan,
                    Drill.TIMEOUT_AFTER_SUCCESS,
                    client.name(),
                    fault.title(),
                    rehearsal -> TimeoutAfterSuccess.take(rehearsal, client, fault))));
        }
        cases.add(new DrillCase(plan, Drill.MODIFIED_PAYLOAD, "", "", ModifiedPayload::take));
        cases.add(new DrillCase(plan, Drill.CONCURRENT_DUPLICATES, "", "", ConcurrentDuplicates::take));
        cases.add(new DrillCase(plan, Drill.DOWNSTREAM_DEDUPLICATION, "", "", DownstreamDeduplication::take));
        cases.add(new DrillCase(plan, Drill.STORE_OUTAGE, "", "", StoreOutage::take));
        return cases;
    }

    /** Its name for people. */
    public String title() {
        return new DrillResult(drill, client, fault, Verdict.PASSED, "", Duration.ZERO).title();
    }

    /** Runs it; throws nothing but errors of the virtual machine. */
    public DrillResult run() {
        long start = System.nanoTime();
        Verdict verdict = Verdict.PASSED;
        String message = "";
        Rehearsal rehearsal = new Rehearsal(plan, drill, title());
        try {
            steps.take(rehearsal);
        } catch (DrillSkippedException skipped) {
            verdict = Verdict.SKIPPED;
            message = String.valueOf(skipped.getMessage());
        } catch (DrillFailedError broken) {
            verdict = Verdict.FAILED;
            message = String.valueOf(broken.getMessage());
        } catch (Exception exception) {
            if (exception instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            verdict = Verdict.FAILED;
            message = String.valueOf(rehearsal
                    .failed(
                            exception.toString(),
                            "an answer",
                            "whether the endpoint and what the drill was given work at all")
                    .getMessage());
        }
        return new DrillResult(drill, client, fault, verdict, message, Duration.ofNanos(System.nanoTime() - start));
    }
}
