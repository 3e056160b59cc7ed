-- What happened to records whose outcome was not known, and who settled them. Rows outlive their record; few are written.
CREATE TABLE idempotency_incident (
    id         uuid          NOT NULL,
    record_id  uuid          NOT NULL,
    fence      bigint        NOT NULL,
    at         timestamptz   NOT NULL,
    event      varchar(20)   NOT NULL,
    operation  varchar(255)  NOT NULL,
    tenant     varchar(255)  NOT NULL,
    actor      varchar(255)  NOT NULL,
    reason     varchar(1000) NOT NULL,
    CONSTRAINT idempotency_incident_pkey PRIMARY KEY (id)
);

CREATE INDEX idempotency_incident_record_id_idx ON idempotency_incident (record_id);

-- Which instance does the work that one instance does for all.
CREATE TABLE idempotency_task (
    name        varchar(50) NOT NULL,
    owner       uuid        NOT NULL,
    lease_until timestamptz NOT NULL,
    CONSTRAINT idempotency_task_pkey PRIMARY KEY (name)
);
