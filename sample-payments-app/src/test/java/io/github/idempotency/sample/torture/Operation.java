package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.torture.Answer.Meaning;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What a client wants done once, under one key, however often it has to ask. Its number is in its amount or its name, so
 * that its effects are found in the database without the library's help.
 */
final class Operation {

    final int number;

    final OperationKind kind;

    final String key;

    final String path;

    final String body;

    /** The first answer that ends the retries. */
    final CompletableFuture<Answer> definite = new CompletableFuture<>();

    private final AtomicInteger open = new AtomicInteger();

    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

    Operation(int number, OperationKind kind, String key, String path, String body) {
        this.number = number;
        this.kind = kind;
        this.key = key;
        this.path = path;
        this.body = body;
    }

    void begin() {
        open.incrementAndGet();
    }

    void end(Attempt attempt) {
        attempts.add(attempt);
        if (attempt.answer() != null && attempt.answer().isDefinite()) {
            definite.complete(attempt.answer());
        }
        open.decrementAndGet();
    }

    boolean hasOpenAttempts() {
        return open.get() > 0;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    Stream<Answer> answers(Meaning meaning) {
        return attempts.stream().filter(attempt -> attempt.means(meaning)).map(Attempt::answer);
    }

    boolean succeeded() {
        return answers(Meaning.SUCCESS).findAny().isPresent();
    }

    String history() {
        StringBuilder history = new StringBuilder("  " + this + " POST " + path + " " + body);
        attempts.stream()
                .sorted((a, b) -> a.sent().compareTo(b.sent()))
                .forEach(attempt -> history.append("\n    ").append(attempt));
        return history.toString();
    }

    @Override
    public String toString() {
        return kind + " " + number + " (key " + key + ")";
    }
}
