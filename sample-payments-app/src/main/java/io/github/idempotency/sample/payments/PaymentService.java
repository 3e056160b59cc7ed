package io.github.idempotency.sample.payments;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.sample.accounts.Accounts;
import io.github.idempotency.sample.problem.RequestRefusedException;
import io.github.idempotency.sample.provider.Charge;
import io.github.idempotency.sample.provider.PaymentProvider;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/**
 * Pays: check the funds, charge at the provider, then debit and record in one transaction.
 *
 * <p>The remote call is made outside any transaction, so a slow provider holds no connection and no lock. It is a step: once the
 * provider has answered, whatever stops this half-way is resumed after it, or the charge is {@linkplain ChargeRefund refunded}.
 * Before that, running it again with the same reference is safe: the provider answers with the charge it made. A payment that
 * was recorded is found. If the funds are gone after the charge, the charge is voided and the refusal stands.
 * If another service keeps the ledger, the call to it is a step of the same kind, between charge and debit.
 */
@Service
class PaymentService {

    private final Accounts accounts;

    private final PaymentProvider provider;

    private final PaymentLedger ledger;

    private final PaymentRecorder recorder;

    private final PaymentRepository payments;

    PaymentService(
            Accounts accounts,
            PaymentProvider provider,
            PaymentLedger ledger,
            PaymentRecorder recorder,
            PaymentRepository payments) {
        this.accounts = accounts;
        this.provider = provider;
        this.ledger = ledger;
        this.recorder = recorder;
        this.payments = payments;
    }

    // tag::pay[]
    Payment pay(CreatePayment request, IdempotentExecution execution) {
        String reference = execution.derivedKey(PaymentRecovery.CHARGE);
        Optional<Payment> earlier = findEarlier(request, reference);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Charge charge = execution.step(PaymentRecovery.CHARGE, Charge.class, () -> charge(request, reference));
        ledger.enterElsewhere(request, reference, execution);
        try {
            return recorder.record(request, reference);
        } catch (RequestRefusedException refusal) {
            ledger.reverse(request, reference, execution);
            provider.voidCharge(charge);
            throw refusal;
        } catch (DataIntegrityViolationException lostRace) {
            return findEarlier(request, reference).orElseThrow(() -> lostRace);
        }
    }
    // end::pay[]

    private Charge charge(CreatePayment request, String reference) {
        accounts.checkFunds(request.accountId(), request.amount(), request.currency());
        Charge charge = provider.charge(reference, request.amount(), request.currency());
        if (charge.voided()) {
            throw new ReferenceReusedException(reference);
        }
        return charge;
    }

    private Optional<Payment> findEarlier(CreatePayment request, String reference) {
        Optional<Payment> earlier = payments.findByReference(reference);
        if (earlier.isPresent() && !earlier.get().answers(request)) {
            throw new ReferenceReusedException(reference);
        }
        return earlier;
    }
}
