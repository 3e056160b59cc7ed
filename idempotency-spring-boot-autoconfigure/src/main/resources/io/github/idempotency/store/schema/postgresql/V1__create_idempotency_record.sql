-- Records of idempotent requests. Fixed-width columns first, so that rows carry no padding.
-- Only the id and expires_at are indexed, and neither ever changes: completing a record stays a HOT update,
-- for which fillfactor leaves room in the page.
CREATE TABLE idempotency_record (
    fence               bigint       NOT NULL,
    created_at          timestamptz  NOT NULL,
    expires_at          timestamptz  NOT NULL,
    result_expires_at   timestamptz,
    lease_until         timestamptz  NOT NULL,
    completed_at        timestamptz,
    status              integer,
    state               smallint     NOT NULL,
    format_version      smallint     NOT NULL,
    fingerprint_version smallint     NOT NULL,
    applied             boolean      NOT NULL,
    id                  uuid         NOT NULL,
    owner               uuid         NOT NULL,
    tenant_source       varchar(20)  NOT NULL,
    tenant              varchar(255) NOT NULL,
    operation           varchar(255) NOT NULL,
    idempotency_key     varchar(255) NOT NULL,
    fingerprint         bytea        NOT NULL,
    headers             text,
    body                bytea,
    CONSTRAINT idempotency_record_pkey PRIMARY KEY (id)
) WITH (fillfactor = 80);

-- The application compresses bodies where it pays; the server need not try.
ALTER TABLE idempotency_record ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE INDEX idempotency_record_expires_at_idx ON idempotency_record (expires_at);
