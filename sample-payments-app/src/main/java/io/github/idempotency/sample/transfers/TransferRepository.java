package io.github.idempotency.sample.transfers;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface TransferRepository extends Repository<Transfer, UUID> {

    Transfer save(Transfer transfer);

    Optional<Transfer> findById(UUID id);
}
