package io.github.idempotency.sample.accounts;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/accounts/{id}")
@Tag(name = "accounts")
class AccountController {

    private final AccountRepository accounts;

    private final LedgerEntryRepository ledger;

    AccountController(AccountRepository accounts, LedgerEntryRepository ledger) {
        this.accounts = accounts;
        this.ledger = ledger;
    }

    @GetMapping
    @Operation(summary = "An account and its balance")
    AccountView account(@PathVariable @AccountId String id) {
        return accounts.findById(id)
                .map(account -> new AccountView(account.id(), account.balance(), account.currency()))
                .orElseThrow(() -> new UnknownAccountException(id));
    }

    @GetMapping("/ledger")
    @Operation(summary = "All movements of an account, the oldest first")
    List<LedgerEntryView> ledger(@PathVariable @AccountId String id) {
        if (!accounts.existsById(id)) {
            throw new UnknownAccountException(id);
        }
        return ledger.findByAccountIdOrderById(id).stream()
                .map(LedgerEntry::view)
                .toList();
    }
}
