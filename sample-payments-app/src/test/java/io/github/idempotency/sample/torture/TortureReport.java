package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.torture.Answer.Meaning;
import io.github.idempotency.sample.torture.Ledger.KeyRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What came of a run. */
record TortureReport(
        TortureSettings settings,
        List<Operation> operations,
        List<Fault> faults,
        List<KeyRecord> records,
        long fencedOff,
        List<Violation> violations,
        List<String> lastWords) {

    /** What the library logs when a write of a former owner comes to nothing. */
    static final String FENCED_OFF = "is no longer held by this request";

    private static final int VIOLATIONS_SHOWN = 20;

    String table() {
        List<Attempt> attempts = operations.stream()
                .flatMap(operation -> operation.attempts().stream())
                .toList();
        List<Answer> answers =
                attempts.stream().map(Attempt::answer).filter(Objects::nonNull).toList();
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put("seed", settings.seed());
        rows.put("duration", settings.duration().toSeconds() + " s");
        rows.put("sabotage", settings.sabotage());
        rows.put("operations", operations.size());
        for (OperationKind kind : OperationKind.values()) {
            rows.put("  " + kind, count(operations, operation -> operation.kind == kind));
        }
        rows.put("operations with a success", count(operations, Operation::succeeded));
        rows.put("attempts", attempts.size());
        rows.put("  without an answer", count(attempts, attempt -> attempt.answer() == null));
        rows.put("    as nobody listened", count(attempts, Attempt::wasRefused));
        rows.put("  answered 5xx", count(answers, answer -> answer.status() >= 500));
        rows.put("faults", faults.size());
        for (FaultKind kind : FaultKind.values()) {
            rows.put("  " + kind.label, count(faults, fault -> fault.kind() == kind));
        }
        rows.put(
                "requests that asked for trouble",
                count(attempts, attempt -> !attempt.wish().isEmpty()));
        rows.put("  slow handlers", count(attempts, wish(Wish.DELAY)));
        rows.put("    slower than the lease", count(attempts, attempt -> Wish.isSlowerThanTheLease(attempt.wish())));
        rows.put("  connections dropped in the response", count(attempts, wish(Wish.DROP)));
        rows.put("  responses lost", count(attempts, wish(Wish.LOSE_RESPONSE)));
        rows.put("  time-outs of the provider", count(attempts, wish(Wish.PROVIDER_TIMEOUT)));
        rows.put("replays", count(answers, Answer::replayed));
        rows.put(
                "conflicts (in-progress)",
                count(answers, answer -> answer.code().equals("in-progress")));
        rows.put(
                "takeovers",
                records.stream()
                        .mapToLong(record -> Math.max(0, record.fence() - 1))
                        .sum());
        rows.put("zombies fenced off", fencedOff);
        rows.put("uncertain records", count(records, KeyRecord::isUncertain));
        rows.put("uncertain answers", count(answers, answer -> answer.meaning() == Meaning.UNCERTAIN));
        rows.put("violations", violations.size());
        violations.stream()
                .collect(Collectors.groupingBy(Violation::kind, Collectors.counting()))
                .forEach((kind, number) -> rows.put("  " + kind, number));
        return rows.entrySet().stream()
                .map(row -> "| %-40s | %18s |".formatted(row.getKey(), row.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** The table, each violation with its history, and the ends of the instances' logs. */
    String inFull() {
        List<String> parts = new ArrayList<>();
        parts.add(table());
        parts.add(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        violations.stream().limit(VIOLATIONS_SHOWN).map(Violation::toString).forEach(parts::add);
        if (violations.size() > VIOLATIONS_SHOWN) {
            parts.add("... and " + (violations.size() - VIOLATIONS_SHOWN) + " more");
        }
        if (!violations.isEmpty()) {
            parts.addAll(lastWords);
            parts.add("All logs are in " + settings.logs() + "; run again with -Dtorture.seed=" + settings.seed());
        }
        return String.join("\n\n", parts);
    }

    private static Predicate<Attempt> wish(String wish) {
        return attempt -> attempt.wish().startsWith(wish);
    }

    private static <T> long count(List<T> all, Predicate<T> condition) {
        return all.stream().filter(condition).count();
    }
}
