-- Behind a transaction that stays open, such as a backup's, this would wait, and all requests behind it: better to fail, and to
-- come again in a moment.
SET LOCAL lock_timeout = '2s';

-- Where the response is, if it is not in the record itself: the day of its partition in the table below, and what it takes there.
ALTER TABLE idempotency_record
    ADD COLUMN response_day  date,
    ADD COLUMN response_size integer;

-- Responses by the day on which they expire (in UTC). A day that is over is dropped as a whole. The table has no partition,
-- and takes no response, until idempotency.store.response-partitions.enabled is set. The owner is that of the record: what an
-- earlier use of the key has left behind on the same day is another row.
CREATE TABLE idempotency_response (
    owner   uuid NOT NULL,
    id      uuid NOT NULL,
    day     date NOT NULL,
    headers text,
    body    bytea,
    CONSTRAINT idempotency_response_pkey PRIMARY KEY (day, owner)
) PARTITION BY RANGE (day);

-- The application compresses bodies where it pays; partitions take this over.
ALTER TABLE idempotency_response ALTER COLUMN body SET STORAGE EXTERNAL;
