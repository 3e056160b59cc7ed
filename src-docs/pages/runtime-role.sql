-- What the application's role needs beside the rights on its own tables, if somebody else applies the migrations.
GRANT USAGE ON SCHEMA public TO app_runtime;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_record, idempotency_step, idempotency_response TO app_runtime;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_statistic, idempotency_storage TO app_runtime;
GRANT SELECT, INSERT, DELETE ON idempotency_usage TO app_runtime;
GRANT SELECT, INSERT, UPDATE ON idempotency_task TO app_runtime;
-- Neither UPDATE nor DELETE: what happened to a record cannot be rewritten. With DELETE, the purge removes incidents after
-- idempotency.purge.incident-retention; without, they stay.
GRANT SELECT, INSERT ON idempotency_incident TO app_runtime;
