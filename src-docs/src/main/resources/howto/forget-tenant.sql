WITH stripped AS (
    UPDATE idempotency_record
    SET result_expires_at = '-infinity', headers = NULL, body = NULL, format_version = 1, has_steps = false
    WHERE tenant = 'alice' AND state = 1
    RETURNING id
)
DELETE FROM idempotency_step WHERE record_id IN (SELECT id FROM stripped);
