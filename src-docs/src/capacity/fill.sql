-- Part of measure.sql: :rows records with bodies of :body bytes in a new table.
TRUNCATE idempotency_record CASCADE;
SELECT pg_stat_force_next_flush() \g /dev/null
SELECT pg_stat_reset_single_table_counters('idempotency_record'::regclass) \g /dev/null
CHECKPOINT;
-- Keeps the WAL until it was looked at.
SELECT pg_create_physical_replication_slot('measure', true) \g /dev/null
SELECT pg_current_wal_insert_lsn() AS since \gset
CALL fill('first', :rows, :body, :result_days);
CHECKPOINT;
SELECT pg_current_wal_flush_lsn() AS until, pg_stat_force_next_flush() \gset
SELECT n_tup_hot_upd::numeric / n_tup_upd AS hot FROM pg_stat_user_tables WHERE relname = 'idempotency_record' \gset
INSERT INTO measured
SELECT nextval('measured_number_seq'), 'result ' || :result_days || ' d', :body, sizes.*, :hot, wal.*
FROM sizes, (SELECT sum(record_size), sum(fpi_size) FROM pg_get_wal_stats(:'since', :'until')) AS wal;
SELECT pg_drop_replication_slot('measure') \g /dev/null
