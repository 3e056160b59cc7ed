-- What a record takes in PostgreSQL, on a server on which nothing else runs and as a superuser:
--   createdb scratch && psql -X -v rows=100000 -f src-docs/src/capacity/measure.sql scratch
\set ON_ERROR_STOP on
\set QUIET on
\pset footer off
SET client_min_messages = warning;
SET synchronous_commit = off; -- what is flushed, and when, changes no size
CREATE EXTENSION pg_walinspect;

-- The library's own migrations.
\set schema ../../../idempotency-spring-boot-autoconfigure/src/main/resources/io/github/idempotency/store/schema/postgresql
\ir :schema/V1__create_idempotency_record.sql
\ir :schema/V2__create_idempotency_incident_and_task.sql
\ir :schema/V3__create_idempotency_step.sql
\ir :schema/V4__create_idempotency_statistic_and_storage.sql
\ir :schema/V5__create_idempotency_usage.sql
\ir :schema/V6__index_result_expires_at.sql

-- Writes records as LEASE does: claim, applied marker and completion are a commit each, with 8 requests in flight.
CREATE PROCEDURE fill(run text, records int, body_bytes int, result_days int) LANGUAGE plpgsql AS $$
DECLARE
    in_flight CONSTANT int := 8;
    answer CONSTANT bytea := decode(repeat('7b', body_bytes), 'hex'); -- the server compresses no body, so any will do
    client_key text;
BEGIN
    FOR i IN 1 .. records + in_flight LOOP
        IF i <= records THEN
            client_key := md5(run || i)::uuid;
            INSERT INTO idempotency_record
                (id, owner, tenant_source, tenant, operation, idempotency_key, fingerprint_version, fingerprint,
                 lease_until, expires_at, result_expires_at, created_at, fence, state, applied, format_version)
            VALUES (md5('id' || client_key)::uuid, gen_random_uuid(), 'HEADER', 'merchant-0815', 'create-payment', client_key, 1,
                sha256(client_key::bytea), now() + interval '30 s', now() + interval '7 days',
                now() + result_days * interval '1 day', now(), 1, 0, false, 1);
            COMMIT;
        END IF;
        IF i > in_flight THEN
            client_key := md5(run || i - in_flight)::uuid;
            UPDATE idempotency_record SET applied = true WHERE id = md5('id' || client_key)::uuid;
            COMMIT;
            UPDATE idempotency_record
            SET state = 1, completed_at = clock_timestamp(), status = 201, format_version = 1,
                headers = format(E'Location: /payments/%s\nContent-Type: application/json\n', client_key), body = nullif(answer, '')
            WHERE id = md5('id' || client_key)::uuid;
            COMMIT;
        END IF;
    END LOOP;
END $$;

CREATE TABLE measured (
    number serial, label text, body_bytes int, records bigint, heap bigint, toast bigint, toast_index bigint, primary_key bigint,
    expires_at bigint, result_expires_at bigint, gauge bigint, hot numeric, wal numeric, wal_images numeric);

CREATE VIEW sizes AS
SELECT count(*) AS records, pg_relation_size('idempotency_record') AS heap, pg_relation_size(toast) AS toast,
    pg_indexes_size(toast) AS toast_index, pg_relation_size('idempotency_record_pkey') AS primary_key,
    pg_relation_size('idempotency_record_expires_at_idx') AS expires_at,
    pg_relation_size('idempotency_record_result_expires_at_idx') AS result_expires_at,
    -- the sum that the gauge idempotency.storage.bytes and the endpoint show
    sum(119 + pg_column_size(tenant_source) + pg_column_size(tenant) + pg_column_size(operation)
        + pg_column_size(idempotency_key) + pg_column_size(fingerprint)
        + coalesce(pg_column_size(headers), 0) + coalesce(pg_column_size(body), 0)) AS gauge
FROM idempotency_record,
    (SELECT reltoastrelid AS toast FROM pg_class WHERE oid = 'idempotency_record'::regclass) AS relation
GROUP BY toast;

-- A new table with records of one size.
\set body 0     \set result_days 7 \ir fill.sql
\set body 200   \ir fill.sql
\set body 1024  \ir fill.sql
\set body 4096  \ir fill.sql
\set body 32768 \ir fill.sql
-- Responses that expire before their key, and what is left when they were removed.
\set body 1024  \set result_days 1 \ir fill.sql
UPDATE idempotency_record
SET result_expires_at = '-infinity', headers = NULL, body = NULL, format_version = 1, has_steps = false;
VACUUM idempotency_record;
INSERT INTO measured SELECT nextval('measured_number_seq'), 'stripped, vacuumed', :body, * FROM sizes;
VACUUM FULL idempotency_record;
INSERT INTO measured SELECT nextval('measured_number_seq'), 'stripped, VACUUM FULL', :body, * FROM sizes;
-- All records replaced twice: a fifth is added, the oldest fifth purged, then comes a vacuum, as autovacuum does by default.
\set body 1024  \set result_days 7 \ir fill.sql
\ir replace.sql
\set body 4096 \ir fill.sql
\ir replace.sql

\echo bytes per record
SELECT label, body_bytes AS body, records, round(heap / records::numeric) AS heap, round(toast / records::numeric) AS toast,
    round(toast_index / records::numeric) AS "its index", round(primary_key / records::numeric) AS "primary key",
    round(expires_at / records::numeric) AS expires_at, round(result_expires_at / records::numeric) AS result_expires_at,
    round((heap + toast + toast_index + primary_key + expires_at + result_expires_at) / records::numeric) AS "in all",
    round(gauge / records) AS gauge, round(100 * hot) AS "HOT %", round(wal / records) AS wal,
    round(wal_images / records) AS "page images"
FROM measured ORDER BY number;
