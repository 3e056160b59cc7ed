package io.github.idempotency.store.jpa;

import io.github.idempotency.store.jpa.entity.IdempotencyRecord;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.data.repository.Repository;

/** Reads that are not part of a request. Built by the store itself, never found by the host's repository scanning. */
@NoRepositoryBean
interface RecordRepository extends Repository<IdempotencyRecord, UUID> {

    @Query("""
            SELECT r.operation AS operation, r.state AS state, count(r) AS count
            FROM IdempotencyRecord r
            GROUP BY r.operation, r.state
            ORDER BY r.operation, r.state
            """)
    List<OperationCount> countByOperationAndState();

    /** A number of records. */
    interface OperationCount {

        String getOperation();

        short getState();

        long getCount();
    }
}
