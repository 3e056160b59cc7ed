package io.github.idempotency.sample.accounts;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.RiskClass;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The ledger as a service of its own: it enters what others moved, and leaves balances alone. */
@RestController
@RequestMapping("/ledger/entries")
@ConditionalOnProperty("sample.ledger.accept-entries")
@Tag(name = "ledger")
class LedgerEntryController {

    private final AccountRepository accounts;

    private final LedgerEntryRepository ledger;

    LedgerEntryController(AccountRepository accounts, LedgerEntryRepository ledger) {
        this.accounts = accounts;
        this.ledger = ledger;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Idempotent(value = "enter-movement", risk = RiskClass.CRITICAL, execution = ExecutionMode.ATOMIC)
    @Operation(summary = "Enters a movement of money")
    LedgerEntryView enter(@Valid @RequestBody Movement movement) {
        if (!accounts.existsById(movement.accountId())) {
            throw new UnknownAccountException(movement.accountId());
        }
        return ledger.save(new LedgerEntry(movement)).view();
    }
}
