package io.github.idempotency.sample.accounts;

import java.util.List;
import org.springframework.data.repository.Repository;

interface LedgerEntryRepository extends Repository<LedgerEntry, Long> {

    LedgerEntry save(LedgerEntry entry);

    List<LedgerEntry> findByAccountIdOrderById(String accountId);
}
