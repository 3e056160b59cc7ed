package io.github.idempotency.sample.payments;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface PaymentRepository extends Repository<Payment, UUID> {

    Payment saveAndFlush(Payment payment);

    Optional<Payment> findById(UUID id);

    Optional<Payment> findByReference(String reference);

    List<Payment> findByAccountIdOrderByCreatedAt(String accountId);

    /** Counts a refund in if the payment has that much left: check and change are one statement. */
    @Modifying
    @Query(
            "update Payment p set p.refunded = p.refunded + :amount where p.id = :id and p.refunded + :amount <= p.amount")
    int refund(UUID id, BigDecimal amount);
}
