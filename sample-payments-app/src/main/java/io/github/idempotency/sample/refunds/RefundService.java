package io.github.idempotency.sample.refunds;

import io.github.idempotency.sample.accounts.Accounts;
import io.github.idempotency.sample.accounts.Cause;
import io.github.idempotency.sample.payments.Payments;
import java.math.BigDecimal;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class RefundService {

    private final RefundRepository refunds;

    private final Payments payments;

    private final Accounts accounts;

    RefundService(RefundRepository refunds, Payments payments, Accounts accounts) {
        this.refunds = refunds;
        this.payments = payments;
        this.accounts = accounts;
    }

    @Transactional
    public Refund refund(UUID paymentId, BigDecimal amount) {
        String accountId = payments.refund(paymentId, amount);
        Refund refund = refunds.save(new Refund(paymentId, amount));
        accounts.credit(accountId, amount, new Cause(Cause.Kind.REFUND, refund.id()));
        return refund;
    }
}
