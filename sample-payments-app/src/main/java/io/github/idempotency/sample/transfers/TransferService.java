package io.github.idempotency.sample.transfers;

import io.github.idempotency.sample.accounts.Accounts;
import io.github.idempotency.sample.accounts.Cause;
import io.github.idempotency.sample.accounts.CurrencyMismatchException;
import java.math.BigDecimal;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class TransferService {

    private final TransferRepository transfers;

    private final Accounts accounts;

    TransferService(TransferRepository transfers, Accounts accounts) {
        this.transfers = transfers;
        this.accounts = accounts;
    }

    @Transactional
    public Transfer transfer(CreateTransfer request) {
        requireTwoAccountsOfOneCurrency(request.from(), request.to());
        Transfer transfer = transfers.save(new Transfer(request));
        move(request.from(), request.to(), request.amount(), new Cause(Cause.Kind.TRANSFER, transfer.id()));
        return transfer;
    }

    private void requireTwoAccountsOfOneCurrency(String from, String to) {
        String currency = accounts.currencyOf(from);
        String other = accounts.currencyOf(to);
        if (from.equals(to)) {
            throw new SameAccountException(from);
        }
        if (!currency.equals(other)) {
            throw new CurrencyMismatchException(other, currency);
        }
    }

    /** Rows are always locked in the order of their names, so that opposite transfers never wait for each other. */
    private void move(String from, String to, BigDecimal amount, Cause cause) {
        if (from.compareTo(to) < 0) {
            accounts.debit(from, amount, cause);
            accounts.credit(to, amount, cause);
        } else {
            accounts.credit(to, amount, cause);
            accounts.debit(from, amount, cause);
        }
    }
}
