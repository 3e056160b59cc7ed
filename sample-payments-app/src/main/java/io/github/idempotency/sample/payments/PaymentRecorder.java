package io.github.idempotency.sample.payments;

import io.github.idempotency.sample.accounts.Accounts;
import io.github.idempotency.sample.accounts.Cause;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The database's part of a payment. */
@Service
class PaymentRecorder {

    private final PaymentRepository payments;

    private final Accounts accounts;

    PaymentRecorder(PaymentRepository payments, Accounts accounts) {
        this.payments = payments;
        this.accounts = accounts;
    }

    /** The payment goes first: its unique reference stops a second run before any money moves. */
    @Transactional
    public Payment record(CreatePayment request, String reference) {
        Payment payment = payments.saveAndFlush(new Payment(request, reference));
        accounts.debit(payment.accountId(), payment.amount(), new Cause(Cause.Kind.PAYMENT, payment.id()));
        return payment;
    }
}
