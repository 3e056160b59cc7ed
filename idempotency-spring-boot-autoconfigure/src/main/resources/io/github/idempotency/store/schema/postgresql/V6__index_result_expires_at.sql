-- Finds the responses that expire before their key, to remove them. Rows whose response lasts as long as the key, and rows
-- that were stripped already, are not in it. Completing a record changes neither column: it stays a HOT update.
-- On a large table build it beforehand, with CREATE INDEX CONCURRENTLY: then this does nothing.
CREATE INDEX IF NOT EXISTS idempotency_record_result_expires_at_idx ON idempotency_record (result_expires_at)
    WHERE result_expires_at < expires_at AND result_expires_at > '-infinity';
