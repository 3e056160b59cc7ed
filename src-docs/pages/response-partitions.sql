-- Makes today's partition of idempotency_response and eight days ahead, and drops those whose day has been over for an hour.
-- Each day, as the owner of the table, with psql: psql -X -f response-partitions.sql
SET lock_timeout = '2s';

SELECT format('CREATE TABLE IF NOT EXISTS %I (LIKE idempotency_response INCLUDING ALL)', name) AS make,
    format('ALTER TABLE idempotency_response ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, day, day + 1) AS attach
FROM (
    SELECT day::date, 'idempotency_response_' || to_char(day, 'YYYYMMDD') AS name
    FROM generate_series(date_trunc('day', now() AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC' + interval '8 days', '1 day') AS day
) AS ahead
WHERE NOT EXISTS (
    SELECT FROM pg_inherits
    WHERE inhparent = 'idempotency_response'::regclass AND inhrelid = to_regclass(name))
\gexec

SELECT format('ALTER TABLE idempotency_response DETACH PARTITION %s ' || CASE WHEN inhdetachpending THEN 'FINALIZE' ELSE 'CONCURRENTLY' END, inhrelid::regclass) AS detach,
    format('DROP TABLE %s', inhrelid::regclass) AS drop
FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = 'idempotency_response'::regclass
    AND relname < 'idempotency_response_' || to_char(now() AT TIME ZONE 'UTC' - interval '1 hour', 'YYYYMMDD')
ORDER BY inhdetachpending DESC, relname
\gexec
