package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.torture.Answer.Meaning;
import io.github.idempotency.sample.torture.Ledger.Effect;
import io.github.idempotency.sample.torture.Ledger.KeyRecord;
import io.github.idempotency.sample.torture.Violation.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what clients were told with what the database and the provider say took place. */
final class Verifier {

    private final OperationPlan plan;

    private final Ledger ledger;

    private final ProviderServer provider;

    Verifier(OperationPlan plan, Ledger ledger, ProviderServer provider) {
        this.plan = plan;
        this.ledger = ledger;
        this.provider = provider;
    }

    /** What holds at any moment, also while requests are under way. */
    List<Violation> always() {
        List<Operation> operations = plan.operations();
        // What is known before the effects are read has to be among them.
        Map<Operation, List<Attempt>> known = operations.stream()
                .collect(Collectors.toMap(Function.identity(), operation -> List.copyOf(operation.attempts())));
        Map<Effect, List<String>> effects = ledger.effects();
        List<ProviderServer.Charge> charges = provider.charges();
        List<Violation> violations = new ArrayList<>();
        for (Operation operation : operations) {
            List<String> ids = effects.getOrDefault(new Effect(operation.kind, operation.number), List.of());
            checkEffects(operation, known.get(operation), ids, violations);
            checkAnswers(operation, violations);
        }
        checkCharges(operations, charges, effects, violations);
        Set<Effect> wanted = plan.operations().stream()
                .map(operation -> new Effect(operation.kind, operation.number))
                .collect(Collectors.toSet());
        effects.forEach((effect, ids) -> {
            if (!wanted.contains(effect)) {
                violations.add(new Violation(Kind.EFFECT_OF_NO_OPERATION, null, effect + " " + ids));
            }
        });
        return violations;
    }

    /** What holds once every request has its answer. */
    List<Violation> atTheEnd(List<Fault> faults) {
        List<Violation> violations = new ArrayList<>(always());
        for (Operation operation : plan.operations()) {
            if (!operation.definite.isDone()) {
                violations.add(new Violation(
                        Kind.NO_DEFINITE_ANSWER, operation, "the client gave up, all faults were over long before"));
            }
        }
        Map<String, Operation> byKey =
                plan.operations().stream().collect(Collectors.toMap(operation -> operation.key, Function.identity()));
        for (KeyRecord uncertain :
                ledger.records().stream().filter(KeyRecord::isUncertain).toList()) {
            Operation operation = byKey.get(uncertain.key());
            if (operation == null || !isExplained(operation, faults)) {
                violations.add(new Violation(
                        Kind.UNCERTAIN_WITHOUT_CAUSE,
                        operation,
                        "the record is uncertain, and no fault befell a request: " + uncertain));
            }
        }
        ledger.contradictions().forEach(text -> violations.add(new Violation(Kind.BALANCES_DO_NOT_ADD_UP, null, text)));
        return violations;
    }

    /** Records that nobody works on any more and that say so to nobody. */
    List<Violation> leftInProgress() {
        Map<String, Operation> byKey =
                plan.operations().stream().collect(Collectors.toMap(operation -> operation.key, Function.identity()));
        return ledger.records().stream()
                .filter(KeyRecord::isInProgress)
                .map(record -> new Violation(
                        Kind.LEFT_IN_PROGRESS, byKey.get(record.key()), "no request of the key is left: " + record))
                .toList();
    }

    private static void checkEffects(
            Operation operation, List<Attempt> known, List<String> ids, List<Violation> violations) {
        if (ids.size() > 1) {
            violations.add(new Violation(Kind.SEVERAL_EFFECTS, operation, "it took effect as " + ids));
        }
        Set<String> told = new HashSet<>();
        known.stream()
                .filter(attempt -> attempt.means(Meaning.SUCCESS))
                .forEach(attempt -> told.add(attempt.answer().effectId()));
        told.removeAll(ids);
        if (!told.isEmpty()) {
            violations.add(new Violation(
                    Kind.SUCCESS_WITHOUT_EFFECT, operation, "the client was told of " + told + ", there is " + ids));
        } else if (ids.isEmpty() && known.stream().anyMatch(attempt -> attempt.means(Meaning.RAN_BEFORE))) {
            violations.add(new Violation(
                    Kind.SUCCESS_WITHOUT_EFFECT, operation, "the client was told that it ran, it did not"));
        }
    }

    private static void checkAnswers(Operation operation, List<Violation> violations) {
        Set<String> successes =
                operation.answers(Meaning.SUCCESS).map(Answer::identity).collect(Collectors.toSet());
        if (successes.size() > 1) {
            violations.add(new Violation(
                    Kind.ANSWERS_DIFFER, operation, "there are " + successes.size() + " different successes"));
        }
        operation
                .answers(Meaning.UNEXPECTED)
                .findFirst()
                .ifPresent(
                        answer -> violations.add(new Violation(Kind.UNEXPECTED_ANSWER, operation, answer.toString())));
    }

    /** Charges are counted by what they are for, not by reference: a reference that changes between runs charges twice. */
    private static void checkCharges(
            List<Operation> operations,
            List<ProviderServer.Charge> charges,
            Map<Effect, List<String>> effects,
            List<Violation> violations) {
        Map<Integer, List<ProviderServer.Charge>> byNumber =
                charges.stream().collect(Collectors.groupingBy(Verifier::number));
        operations.stream()
                .filter(operation -> operation.kind == OperationKind.PAYMENT)
                .forEach(payment -> {
                    List<ProviderServer.Charge> made = byNumber.getOrDefault(payment.number, List.of());
                    if (made.size() > 1) {
                        violations.add(new Violation(Kind.SEVERAL_CHARGES, payment, "the provider charged as " + made));
                    }
                    boolean paid = effects.containsKey(new Effect(OperationKind.PAYMENT, payment.number));
                    if (paid && made.stream().allMatch(ProviderServer.Charge::voided)) {
                        violations.add(new Violation(
                                Kind.PAID_WITHOUT_CHARGE, payment, "the provider has only these charges: " + made));
                    }
                });
    }

    private static int number(ProviderServer.Charge charge) {
        return charge.amount().multiply(new BigDecimal(100)).intValueExact() - OperationPlan.PAYMENT_BASE;
    }

    private static boolean isExplained(Operation operation, List<Fault> faults) {
        return operation.attempts().stream()
                .anyMatch(
                        attempt -> attempt.leftInTheDark() || faults.stream().anyMatch(fault -> fault.befell(attempt)));
    }
}
