package io.github.idempotency.sample.payments;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.sample.accounts.Accounts;
import io.github.idempotency.sample.accounts.Cause;
import io.github.idempotency.sample.accounts.Movement;
import io.github.idempotency.sample.ledger.RemoteLedger;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Enters payments into the ledger: with the debit, in one transaction; or, if another service keeps the ledger, in a step before
 * it. Were that call to come after the commit, a crash in between would leave a payment that looks complete without its entry.
 */
@Component
class PaymentLedger {

    /** The step whose derived key the other service gets; {@link EntryReversal} undoes it. */
    static final String ENTRY = "ledger-entry";

    private static final String REVERSAL = "ledger-reversal";

    private final Accounts accounts;

    private final Optional<RemoteLedger> elsewhere;

    PaymentLedger(Accounts accounts, Optional<RemoteLedger> elsewhere) {
        this.accounts = accounts;
        this.elsewhere = elsewhere;
    }

    /** The other service's part, if there is one. It knows the payment by its reference, which is there before the payment is. */
    void enterElsewhere(CreatePayment request, String reference, IdempotentExecution execution) {
        elsewhere.ifPresent(ledger -> execution.step(ENTRY, Movement.class, () -> {
            Movement movement = movement(request, reference);
            ledger.enter(execution.derivedKey(ENTRY), movement);
            return movement;
        }));
    }

    /** Takes back what was entered elsewhere; once or often is the same. */
    void reverse(Movement movement, IdempotentExecution execution) {
        elsewhere.orElseThrow().enter(execution.derivedKey(REVERSAL), movement.reversed());
    }

    /** The same for a payment that is refused after its entry. */
    void reverse(CreatePayment request, String reference, IdempotentExecution execution) {
        if (elsewhere.isPresent()) {
            reverse(movement(request, reference), execution);
        }
    }

    /** This database's part, in the transaction of the payment. */
    void debit(Payment payment) {
        if (elsewhere.isPresent()) {
            accounts.withdraw(payment.accountId(), payment.amount());
        } else {
            accounts.debit(payment.accountId(), payment.amount(), new Cause(Cause.Kind.PAYMENT, payment.id()));
        }
    }

    private static Movement movement(CreatePayment request, String reference) {
        return new Movement(
                request.accountId(),
                request.amount().setScale(2).negate(),
                Cause.Kind.PAYMENT,
                UUID.fromString(reference));
    }
}
