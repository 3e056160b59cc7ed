-- Part of measure.sql: as many new records as old ones are purged.
CALL fill(:'round', :rows / 5, :body, :result_days);
DELETE FROM idempotency_record WHERE id IN (SELECT id FROM idempotency_record ORDER BY expires_at LIMIT :rows / 5);
VACUUM idempotency_record;
