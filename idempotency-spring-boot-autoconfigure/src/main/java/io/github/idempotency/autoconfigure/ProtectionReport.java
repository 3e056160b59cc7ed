package io.github.idempotency.autoconfigure;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.RiskClass;
import io.github.idempotency.autoconfigure.MarkedTransactions.Finding;
import io.github.idempotency.core.EffectMarking;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.MarkedOperations;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.store.schema.StoreSetupException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Says at start what is protected, in one line, and refuses critical operations whose effects would carry no marker. */
final class ProtectionReport implements SmartInitializingSingleton {

    private static final Logger logger = System.getLogger(ProtectionReport.class.getName());

    private static final String ACCEPTED = "idempotency.accept-unmarked-effects";

    private final OperationCatalog catalog;
    private final IdempotencyStore store;
    private final IdempotencyProperties properties;
    private final ObjectProvider<MarkedTransactions> transactions;

    ProtectionReport(
            OperationCatalog catalog,
            IdempotencyStore store,
            IdempotencyProperties properties,
            ObjectProvider<MarkedTransactions> transactions) {
        this.catalog = catalog;
        this.store = store;
        this.properties = properties;
        this.transactions = transactions;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Collection<Operation> operations = catalog.operations();
        MarkedTransactions marked = transactions.getIfAvailable();
        Finding finding = marked == null ? null : marked.find();
        if (finding != null && properties.enabled()) {
            checkAtomic(operations, finding);
            checkLeased(operations, finding);
        }
        logger.log(Level.INFO, describe(operations, finding));
    }

    private static void checkAtomic(Collection<Operation> operations, Finding finding) {
        List<Operation> atomic = operations.stream()
                .filter(operation -> operation.policy().execution() == ExecutionMode.ATOMIC)
                .toList();
        if (!atomic.isEmpty() && !finding.atomic().isEmpty()) {
            throw new StoreSetupException(
                    "Operations " + names(atomic)
                            + " have execution ATOMIC, but the transaction manager of the idempotency store cannot hold their record: "
                            + finding.atomic() + '.',
                    "Annotate the PlatformTransactionManager on the store's DataSource with @IdempotencyPersistence, or use execution LEASE for these operations.",
                    null);
        }
    }

    private void checkLeased(Collection<Operation> operations, Finding finding) {
        List<Operation> concerned = operations.stream()
                .filter(operation -> MarkedOperations.needMarker(operation.policy()))
                .toList();
        if (concerned.isEmpty()) {
            return;
        }
        if (!finding.unproven().isEmpty()) {
            logger.log(
                    Level.WARNING,
                    "It is not proved that transactions carry the applied marker of the idempotency store. Transaction managers whose proof has to wait for the next start of the application: "
                            + String.join("; ", finding.unproven()) + '.');
        }
        if (finding.marking() == EffectMarking.TRANSACTIONAL) {
            return;
        }
        List<Operation> critical = concerned.stream()
                .filter(operation -> operation.risk() == RiskClass.CRITICAL)
                .toList();
        boolean refused =
                !critical.isEmpty() && !properties.acceptUnmarkedEffects() && properties.rollout() != Rollout.OBSERVE;
        String what = "Effects of the operations " + names(refused ? critical : concerned)
                + " may happen twice after a crash, or after a failure that follows a commit: their transactions do not carry the applied marker of the idempotency store. Transaction managers without it: "
                + String.join("; ", finding.unmarked())
                + ". With it: " + (finding.marked().isEmpty() ? "none" : finding.marked()) + '.';
        String remedy =
                "Have these operations write with a transaction manager on the store's DataSource, as the primary one. Or set on-abandoned and on-error of these operations to uncertain, so that nobody runs them again. Or, if all they write is marked or can be repeated, set "
                        + ACCEPTED + ": true.";
        if (refused) {
            throw new StoreSetupException(what, remedy, null);
        }
        logger.log(Level.WARNING, what + (properties.acceptUnmarkedEffects() ? "" : ' ' + remedy));
    }

    private String describe(Collection<Operation> operations, @Nullable Finding finding) {
        if (!properties.enabled()) {
            return "Idempotency is switched off (idempotency.enabled: false): none of " + operations.size()
                    + " operations is protected; those that fail closed refuse.";
        }
        return "Idempotency protects %d operations (%s; %s), rollout %s, store %s, effects marked %s, governance %s."
                .formatted(
                        operations.size(),
                        counts(operations, RiskClass.values(), Operation::risk),
                        counts(
                                operations,
                                ExecutionMode.values(),
                                operation -> operation.policy().execution()),
                        PropertyChecks.text(properties.rollout()),
                        finding == null ? store.getClass().getSimpleName() : "jpa",
                        finding == null ? "not at all" : marking(finding),
                        PropertyChecks.text(properties.governance()));
    }

    private static String marking(Finding finding) {
        return finding.marked().isEmpty()
                ? "not at all"
                : "in transactions of " + String.join(", ", finding.marked())
                        + (finding.unmarked().isEmpty()
                                ? ""
                                : " (not of " + finding.unmarked().size() + " other transaction managers)");
    }

    private static <E extends Enum<E>> String counts(
            Collection<Operation> operations, E[] values, Function<Operation, E> property) {
        return Stream.of(values)
                .map(value -> PropertyChecks.text(value)
                        + ' '
                        + operations.stream()
                                .filter(operation -> property.apply(operation) == value)
                                .count())
                .collect(Collectors.joining(", "));
    }

    private static String names(List<Operation> operations) {
        return operations.stream()
                .map(operation -> "'" + operation.name() + "'")
                .collect(Collectors.joining(", "));
    }
}
