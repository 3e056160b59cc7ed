package io.github.idempotency.benchmarks.app;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Business as the sample has it: an insert and an update through JPA, in one transaction. */
@Service
class Pay {

    private final PaymentRepository payments;

    private final AccountRepository accounts;

    Pay(PaymentRepository payments, AccountRepository accounts) {
        this.payments = payments;
        this.accounts = accounts;
    }

    @Transactional
    public Payment.PaymentView run(Order order) {
        Payment payment = payments.save(new Payment(order));
        accounts.debit(order.account(), order.amount());
        return payment.view();
    }
}
