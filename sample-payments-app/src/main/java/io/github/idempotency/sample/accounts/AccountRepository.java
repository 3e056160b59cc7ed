package io.github.idempotency.sample.accounts;

import java.math.BigDecimal;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AccountRepository extends Repository<Account, String> {

    Optional<Account> findById(String id);

    boolean existsById(String id);

    /** Takes the amount if the balance covers it: check and change are one statement, so concurrent debits cannot overdraw. */
    @Modifying
    @Query("update Account a set a.balance = a.balance - :amount where a.id = :id and a.balance >= :amount")
    int debit(String id, BigDecimal amount);

    @Modifying
    @Query("update Account a set a.balance = a.balance + :amount where a.id = :id")
    int credit(String id, BigDecimal amount);
}
