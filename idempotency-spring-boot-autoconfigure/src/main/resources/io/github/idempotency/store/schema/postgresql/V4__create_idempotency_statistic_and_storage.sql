-- What became of requests, of all instances: a row per minute, after two days per hour. Few rows are written, and each for
-- a whole interval of an instance.
CREATE TABLE idempotency_statistic (
    minute         timestamptz  NOT NULL,
    requests       bigint       NOT NULL,
    client_version varchar(40)  NOT NULL,
    operation      varchar(255) NOT NULL,
    outcome        varchar(30)  NOT NULL,
    CONSTRAINT idempotency_statistic_pkey PRIMARY KEY (minute, outcome, client_version, operation)
);

-- The room that records take, as it was measured last on each day.
CREATE TABLE idempotency_storage (
    day         timestamptz  NOT NULL,
    measured_at timestamptz  NOT NULL,
    records     bigint       NOT NULL,
    bytes       bigint       NOT NULL,
    operation   varchar(255) NOT NULL,
    CONSTRAINT idempotency_storage_pkey PRIMARY KEY (day, operation)
);
