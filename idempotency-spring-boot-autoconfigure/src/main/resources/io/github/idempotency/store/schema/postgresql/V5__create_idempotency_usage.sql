-- What the records take: one row for each operation and state, one for each of the largest tenants, and one for all of them,
-- which has neither. Written anew by each measurement; the rows of the latest one count.
CREATE TABLE idempotency_usage (
    records       bigint       NOT NULL,
    bytes         bigint       NOT NULL,
    measured_at   timestamptz  NOT NULL,
    state         smallint,
    id            uuid         NOT NULL,
    tenant_source varchar(20),
    tenant        varchar(255),
    operation     varchar(255),
    CONSTRAINT idempotency_usage_pkey PRIMARY KEY (id)
);
