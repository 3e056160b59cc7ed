package io.github.idempotency.sample.chain;

import io.github.idempotency.sample.torture.Answer;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** What somebody wants to pay once. Its amount is nobody else's, so that each effect tells whose it is. */
final class LogicalPayment {

    static final int ACCOUNTS = 20;

    private static final int FIRST_CENTS = 1000;

    final int number;

    final String key = UUID.randomUUID().toString();

    /** What became of each attempt, one line each. */
    final List<String> history = new CopyOnWriteArrayList<>();

    final List<Answer> answers = new CopyOnWriteArrayList<>();

    LogicalPayment(int number) {
        this.number = number;
    }

    static String account(int number) {
        return "chain-" + number % ACCOUNTS;
    }

    static BigDecimal amount(int number) {
        return BigDecimal.valueOf(FIRST_CENTS + number, 2);
    }

    static int number(BigDecimal amount) {
        return amount.abs().movePointRight(2).intValueExact() - FIRST_CENTS;
    }

    String body() {
        return "{\"accountId\":\"%s\",\"amount\":\"%s\",\"currency\":\"EUR\"}"
                .formatted(account(number), amount(number));
    }

    List<Answer> successes() {
        return answers.stream()
                .filter(answer -> answer.meaning() == Answer.Meaning.SUCCESS)
                .toList();
    }

    @Override
    public String toString() {
        return "payment " + number + " of " + amount(number);
    }
}
