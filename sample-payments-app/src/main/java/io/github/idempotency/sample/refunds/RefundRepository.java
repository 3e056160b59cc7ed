package io.github.idempotency.sample.refunds;

import java.util.UUID;
import org.springframework.data.repository.Repository;

interface RefundRepository extends Repository<Refund, UUID> {

    Refund save(Refund refund);
}
