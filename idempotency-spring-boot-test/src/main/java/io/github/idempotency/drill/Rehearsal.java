package io.github.idempotency.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One run of a drill: sends its requests, remembers what happened, and compares. Keys are never told. */
final class Rehearsal {

    private static final long PAUSE_MILLIS = 50;

    private static final Pattern VOLATILE_HEADERS = Pattern.compile(
            "date|set-cookie|content-length|connection|keep-alive|transfer-encoding|trailer|cache-control|pragma|expires|age|via"
                    + "|vary|server|server-timing|strict-transport-security|traceparent|tracestate|x-request-id|x-correlation-id"
                    + "|retry-after|access-control-.*|(x-)?rate-?limit.*|:.*");

    final DrillPlan plan;
    private final Drill drill;
    private final String title;
    private final List<String> story = new ArrayList<>();

    Rehearsal(DrillPlan plan, Drill drill, String title) {
        this.plan = plan;
        this.drill = drill;
        this.title = title;
    }

    /** Adds to the story a failure tells. */
    synchronized void tell(String event) {
        story.add(event);
    }

    DrillResponse send(String what, DrillRequest request) throws IOException, InterruptedException {
        return told(what, plan.target.send(request));
    }

    DrillResponse told(String what, DrillResponse response) {
        tell(what + " → " + response.summary());
        return response;
    }

    /** Retries with the same key what asks for it, as long as the patience lasts. */
    DrillResponse sendUntilDefinite(String what, DrillRequest request) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + plan.patience.toNanos();
        while (true) {
            boolean over = System.nanoTime() - deadline > 0;
            try {
                DrillResponse response = plan.target.send(request);
                if (over || !response.asksToRetry()) {
                    return told(what, response);
                }
            } catch (IOException noAnswer) {
                if (over) {
                    throw noAnswer;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    DrillResponse succeed(String what, DrillRequest request) throws InterruptedException, IOException {
        return expectSuccess(what, sendUntilDefinite(what, request));
    }

    DrillResponse expectSuccess(String what, DrillResponse response) {
        if (response.succeeded()) {
            return response;
        }
        String code = response.code();
        throw failed(
                "the " + what + " was answered with " + response.status() + (code == null ? "" : " " + code),
                "success (2xx or 3xx)",
                response.asksToRetry()
                        ? "why the request is not finished within " + plan.patience.toSeconds() + " s"
                        : "whether the request is valid, and what the server logged");
    }

    void expectReplayOf(DrillResponse original, DrillResponse retry, String what) {
        expectSame(original, retry, what);
        String marker = plan.replayMarker;
        if (marker != null && !isMarked(retry)) {
            throw failed(
                    "the " + what + " has no header " + marker + ": true",
                    "an answer that tells it is a replay",
                    "whether the handler ran again; for a server without a marker say withoutReplayMarker()");
        }
    }

    boolean isMarked(DrillResponse response) {
        String marker = plan.replayMarker;
        return marker != null && "true".equalsIgnoreCase(response.first(marker));
    }

    void expectSame(DrillResponse original, DrillResponse retry, String what) {
        if (original.status() != retry.status()) {
            throw failed(
                    "the " + what + " was answered with " + retry.status(),
                    "the status of the first answer, " + original.status(),
                    "whether the key reaches the endpoint, and whether its answer is stored");
        }
        if (!Arrays.equals(original.body(), retry.body())) {
            throw failed(
                    "the body of the " + what + " differs from the first one",
                    "exactly these " + original.body().length + " bytes: " + original.summary(),
                    "whether the handler ran again, or the body is written anew (time stamps, identifiers, order of members)");
        }
        original.headers().forEach((name, values) -> {
            if (!isVolatile(name) && !values.equals(retry.headers().get(name))) {
                throw failed(
                        "the header " + name + " of the " + what + " is "
                                + retry.headers().get(name),
                        name + ": " + values,
                        "which headers are stored; say ignoringHeaders(\"" + name + "\") if it may differ");
            }
        });
    }

    private boolean isVolatile(String header) {
        return VOLATILE_HEADERS.matcher(header.toLowerCase(Locale.ROOT)).matches()
                || plan.volatileHeaders.contains(header)
                || header.equalsIgnoreCase(plan.replayMarker);
    }

    int effects() {
        return plan.effects == null ? 0 : plan.effects.getAsInt();
    }

    void expectEffects(int before, int expected) throws InterruptedException {
        IntSupplier effects = plan.effects;
        if (effects != null) {
            expectCount(
                    effects,
                    before,
                    expected,
                    "effects",
                    "whether the handler runs once for each key, and nothing else counts");
        }
    }

    /** Otherwise the drill would rehearse nothing: the retry would be the first to get there. */
    void expectEffectBeforeTheRetry(IntSupplier downstream, int before) throws InterruptedException {
        long deadline = System.nanoTime() + plan.patience.toNanos();
        while (downstream.getAsInt() == before) {
            if (System.nanoTime() - deadline > 0) {
                throw failed(
                        "the request failed before the next service took effect",
                        "a failure after the effect, which the retry must not repeat",
                        "whether the fault or outage is one that comes after the call, and is spelled right");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Effects that come late are waited for; some too many are not. */
    void expectCount(IntSupplier count, int before, int expected, String of, String check) throws InterruptedException {
        long deadline = System.nanoTime() + plan.patience.toNanos();
        int made = count.getAsInt() - before;
        while (made < expected && System.nanoTime() - deadline < 0) {
            Thread.sleep(PAUSE_MILLIS);
            made = count.getAsInt() - before;
        }
        if (made != expected) {
            throw failed("there are " + made + " " + of, "exactly " + expected, check);
        }
    }

    static <T> T given(@Nullable T needed, String hint) {
        if (needed == null) {
            throw new DrillSkippedException(hint);
        }
        return needed;
    }

    synchronized DrillFailedError failed(String problem, String expected, String check) {
        StringBuilder message = new StringBuilder("Drill \"" + title + "\" of " + plan.method + " " + plan.path + " at "
                + plan.target.describe() + " failed: " + problem + "\n");
        message.append("  guarantee  ").append(drill.guarantee()).append('\n');
        String label = "  happened   ";
        for (String event : story) {
            message.append(label).append(event).append('\n');
            label = "             ";
        }
        message.append("  expected   ").append(expected).append('\n');
        message.append("  check      ").append(check).append('\n');
        return new DrillFailedError(message.toString());
    }
}
