package io.github.idempotency.benchmarks.app;

import java.util.UUID;
import org.springframework.data.repository.Repository;

interface PaymentRepository extends Repository<Payment, UUID> {

    Payment save(Payment payment);
}
