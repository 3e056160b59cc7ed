-- Whether an execution has finished a step: such a record is never freed, since another run would repeat the step.
ALTER TABLE idempotency_record ADD COLUMN has_steps boolean NOT NULL DEFAULT false;

-- The steps that an execution has finished, with what they returned. A step that outlived its record would be skipped by the
-- next execution of the key, so whatever deletes a record takes its steps along.
CREATE TABLE idempotency_step (
    fence          bigint       NOT NULL,
    finished_at    timestamptz  NOT NULL,
    compensated_at timestamptz,
    record_id      uuid         NOT NULL,
    name           varchar(100) NOT NULL,
    result         bytea,
    CONSTRAINT idempotency_step_pkey PRIMARY KEY (record_id, name),
    CONSTRAINT idempotency_step_record_id_fkey
        FOREIGN KEY (record_id) REFERENCES idempotency_record (id) ON DELETE CASCADE
);
