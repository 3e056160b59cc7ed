package io.github.idempotency.sample.chain;

import io.github.idempotency.sample.torture.Answer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Holds what the three databases say took place against what clients were told. */
final class ChainVerifier {

    private static final BigDecimal OPENING_BALANCE = new BigDecimal("1000000.00");

    private final JdbcClient payments;

    private final JdbcClient ledger;

    private final JdbcClient provider;

    ChainVerifier(ChainProcesses processes) {
        this.payments = processes.jdbc("payments");
        this.ledger = processes.jdbc("ledger");
        this.provider = processes.jdbc("provider");
    }

    void openAccounts() {
        for (int i = 0; i < LogicalPayment.ACCOUNTS; i++) {
            for (JdbcClient database : List.of(payments, ledger)) {
                database.sql("insert into account (id, balance, currency) values (?, ?, 'EUR')")
                        .params(LogicalPayment.account(i), OPENING_BALANCE)
                        .update();
            }
        }
    }

    List<Violation> violations(List<LogicalPayment> wanted) {
        List<Violation> violations = new ArrayList<>();
        Map<Integer, List<Effect>> rows =
                effects(payments, "select amount, id::text, reference, account_id from payment");
        Map<Integer, List<Effect>> entries =
                effects(ledger, "select -amount, id::text, cause_id::text, account_id from ledger_entry");
        Map<Integer, List<Effect>> charges =
                effects(provider, "select amount, id::text, reference, voided::text from provider_charge");
        for (LogicalPayment payment : wanted) {
            List<Effect> row = rows.getOrDefault(payment.number, List.of());
            List<Effect> entry = entries.getOrDefault(payment.number, List.of());
            List<Effect> charge = charges.getOrDefault(payment.number, List.of());
            check(violations, payment, row.size() == 1, "payment rows: " + row);
            check(violations, payment, entry.size() == 1, "ledger entries: " + entry);
            check(violations, payment, charge.size() == 1, "charges: " + charge);
            check(
                    violations,
                    payment,
                    charge.stream().allMatch(effect -> effect.detail().equals("false")),
                    "voided: " + charge);
            Set<String> references = List.of(row, entry, charge).stream()
                    .flatMap(List::stream)
                    .map(Effect::reference)
                    .collect(Collectors.toSet());
            check(violations, payment, references.size() <= 1, "references: " + references);
            checkAnswers(violations, payment, row);
        }
        checkNothingElse(violations, wanted.size(), List.of(rows, entries, charges));
        return violations;
    }

    private static void checkAnswers(List<Violation> violations, LogicalPayment payment, List<Effect> rows) {
        List<Answer> successes = payment.successes();
        check(violations, payment, !successes.isEmpty(), "lost: no success");
        check(
                violations,
                payment,
                successes.stream().map(Answer::identity).distinct().count() <= 1,
                "answers differ");
        check(
                violations,
                payment,
                successes.stream()
                        .allMatch(answer -> answer.status() == 201
                                && rows.stream().anyMatch(row -> row.id().equals(answer.effectId()))),
                "the client was told of another payment than " + rows);
        check(
                violations,
                payment,
                payment.answers.stream()
                        .allMatch(answer -> Set.of(Answer.Meaning.SUCCESS, Answer.Meaning.RETRY)
                                .contains(answer.meaning())),
                "an answer that nobody expects");
        check(
                violations,
                payment,
                !payment.answers.isEmpty() && last(payment).replayed(),
                "the last answer is no replay");
    }

    private static Answer last(LogicalPayment payment) {
        return payment.answers.get(payment.answers.size() - 1);
    }

    private void checkNothingElse(List<Violation> violations, int wanted, List<Map<Integer, List<Effect>>> all) {
        all.forEach(effects -> effects.forEach((number, found) ->
                check(violations, null, number >= 0 && number < wanted, "effects of no payment: " + found)));
        check(violations, null, count("ledger_entry", "true") == 0, "entries in the payments service's own ledger");
        check(violations, null, count("idempotency_record", "state <> 1") == 0, "records that are not completed");
        BigDecimal missing = payments.sql(
                        "select (select sum(? - balance) from account where id like 'chain-%') - (select sum(amount) from payment)")
                .param(OPENING_BALANCE)
                .query(BigDecimal.class)
                .single();
        check(violations, null, missing.signum() == 0, "balances are off by " + missing);
    }

    private int count(String table, String condition) {
        return payments.sql("select count(*) from " + table + " where " + condition)
                .query(Integer.class)
                .single();
    }

    private static Map<Integer, List<Effect>> effects(JdbcClient database, String sql) {
        return database
                .sql(sql)
                .query((row, n) -> new Effect(
                        LogicalPayment.number(row.getBigDecimal(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Effect::number));
    }

    private static void check(List<Violation> violations, LogicalPayment payment, boolean holds, String otherwise) {
        if (!holds) {
            violations.add(new Violation(payment, otherwise));
        }
    }

    private record Effect(int number, String id, String reference, String detail) {}

    /** @param payment whose it is, null if nobody's */
    record Violation(LogicalPayment payment, String detail) {

        @Override
        public String toString() {
            return payment == null ? detail : payment + ", " + detail + "\n  " + String.join("\n  ", payment.history);
        }
    }
}
