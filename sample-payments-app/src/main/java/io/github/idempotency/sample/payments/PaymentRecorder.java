package io.github.idempotency.sample.payments;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The database's part of a payment. */
@Service
class PaymentRecorder {

    private final PaymentRepository payments;

    private final PaymentLedger ledger;

    PaymentRecorder(PaymentRepository payments, PaymentLedger ledger) {
        this.payments = payments;
        this.ledger = ledger;
    }

    /** The payment goes first: its unique reference stops a second run before any money moves. */
    @Transactional
    public Payment record(CreatePayment request, String reference) {
        Payment payment = payments.saveAndFlush(new Payment(request, reference));
        ledger.debit(payment);
        return payment;
    }
}
