package io.github.idempotency.sample.accounts;

import java.math.BigDecimal;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Moves money in and out of accounts; every movement leaves a ledger entry, here unless it says otherwise. */
@Service
public class Accounts {

    private final AccountRepository accounts;

    private final LedgerEntryRepository ledger;

    Accounts(AccountRepository accounts, LedgerEntryRepository ledger) {
        this.accounts = accounts;
        this.ledger = ledger;
    }

    /**
     * The currency of an account.
     *
     * @throws UnknownAccountException if there is no such account
     */
    @Transactional(readOnly = true)
    public String currencyOf(String accountId) {
        return find(accountId).currency();
    }

    /**
     * Refuses early what {@link #debit} would refuse now. No promise for later: nothing is reserved.
     *
     * @throws UnknownAccountException    if there is no such account
     * @throws CurrencyMismatchException  if the account is held in another currency
     * @throws InsufficientFundsException if the balance does not cover the amount
     */
    @Transactional(readOnly = true)
    public void checkFunds(String accountId, BigDecimal amount, String currency) {
        Account account = find(accountId);
        if (!account.currency().equals(currency)) {
            throw new CurrencyMismatchException(account.currency(), currency);
        }
        if (account.balance().compareTo(amount) < 0) {
            throw new InsufficientFundsException(accountId);
        }
    }

    /**
     * Takes an amount from an account and holds the account's row until the transaction ends.
     *
     * @throws UnknownAccountException    if there is no such account
     * @throws InsufficientFundsException if the balance does not cover the amount
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void debit(String accountId, BigDecimal amount, Cause cause) {
        withdraw(accountId, amount);
        ledger.save(new LedgerEntry(accountId, amount.negate(), cause));
    }

    /**
     * The same without an entry: another service keeps the ledger.
     *
     * @throws UnknownAccountException    if there is no such account
     * @throws InsufficientFundsException if the balance does not cover the amount
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void withdraw(String accountId, BigDecimal amount) {
        if (accounts.debit(accountId, amount) == 0) {
            throw accounts.existsById(accountId)
                    ? new InsufficientFundsException(accountId)
                    : new UnknownAccountException(accountId);
        }
    }

    /**
     * Adds an amount to an account and holds the account's row until the transaction ends.
     *
     * @throws UnknownAccountException if there is no such account
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void credit(String accountId, BigDecimal amount, Cause cause) {
        if (accounts.credit(accountId, amount) == 0) {
            throw new UnknownAccountException(accountId);
        }
        ledger.save(new LedgerEntry(accountId, amount, cause));
    }

    private Account find(String accountId) {
        return accounts.findById(accountId).orElseThrow(() -> new UnknownAccountException(accountId));
    }
}
