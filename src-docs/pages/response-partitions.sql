-- Makes today's partition of idempotency_response and eight days ahead, and drops those whose days have been over for an hour.
-- A wider partition of your own counts like the days it covers; when it is over it is detached, and yours to drop.
-- Each day, as the owner of the table, with psql: psql -X -f response-partitions.sql
SET lock_timeout = '2s';
SET datestyle = 'ISO';

CREATE OR REPLACE TEMP VIEW response_partition AS
SELECT child.oid::regclass AS name, bounds[1]::date AS first_day, bounds[2]::date AS end_day, inhdetachpending AS detaching
FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid
    CROSS JOIN LATERAL regexp_match(
        pg_get_expr(child.relpartbound, child.oid), 'FROM [^0-9]*([0-9-]+)[^0-9]* TO [^0-9]*([0-9-]+)') AS bounds
WHERE inhparent = 'idempotency_response'::regclass AND bounds IS NOT NULL;

SELECT format('CREATE TABLE IF NOT EXISTS %I (LIKE idempotency_response INCLUDING ALL)', name) AS make,
    format('ALTER TABLE idempotency_response ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, day, day + 1) AS attach
FROM (
    SELECT day::date, 'idempotency_response_' || to_char(day, 'YYYYMMDD') AS name
    FROM generate_series(date_trunc('day', now() AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC' + interval '8 days', '1 day') AS day
) AS ahead
WHERE NOT EXISTS (SELECT FROM response_partition WHERE NOT detaching AND day >= first_day AND day < end_day)
\gexec

SELECT format('ALTER TABLE idempotency_response DETACH PARTITION %s ', name)
    || CASE WHEN detaching THEN 'FINALIZE' ELSE 'CONCURRENTLY' END AS detach
FROM response_partition
WHERE end_day <= (now() AT TIME ZONE 'UTC' - interval '1 hour')::date
ORDER BY detaching DESC, first_day
\gexec

-- Only what is detached: to drop a partition in its place has all requests wait.
SELECT format('DROP TABLE %s', lone.oid::regclass) AS drop
FROM pg_class parent JOIN pg_class lone ON lone.relnamespace = parent.relnamespace
WHERE parent.oid = 'idempotency_response'::regclass
    AND lone.relkind = 'r' AND NOT lone.relispartition AND lone.relname ~ '^idempotency_response_[0-9]{8}$'
    AND lone.relname < 'idempotency_response_' || to_char(now() AT TIME ZONE 'UTC' - interval '1 hour', 'YYYYMMDD')
\gexec
