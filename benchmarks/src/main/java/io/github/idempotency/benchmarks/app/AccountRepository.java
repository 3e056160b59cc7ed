package io.github.idempotency.benchmarks.app;

import java.math.BigDecimal;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AccountRepository extends Repository<Account, String> {

    @Modifying
    @Query("update Account a set a.balance = a.balance - :amount where a.id = :id")
    int debit(String id, BigDecimal amount);
}
