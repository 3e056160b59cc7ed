package io.github.idempotency.sample.provider.simulator;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ProviderChargeRepository extends Repository<ProviderCharge, UUID> {

    /** Answers 1 if a charge was made, 0 if the key had made one already. */
    @Modifying
    @Query(value = """
            insert into provider_charge (id, idempotency_key, reference, amount, currency, voided, created_at)
            values (gen_random_uuid(), :key, :reference, :amount, :currency, false, now())
            on conflict (idempotency_key) do nothing""", nativeQuery = true)
    int charge(String key, String reference, BigDecimal amount, String currency);

    Optional<ProviderCharge> findByIdempotencyKey(String key);

    Optional<ProviderCharge> findById(UUID id);

    List<ProviderCharge> findByReferenceOrderByCreatedAt(String reference);

    List<ProviderCharge> findAllByOrderByCreatedAt();
}
