CREATE TABLE event (
    id         uuid           NOT NULL PRIMARY KEY,
    account_id varchar(64)    NOT NULL,
    amount     numeric(19, 2) NOT NULL,
    currency   varchar(3)     NOT NULL
);

CREATE TABLE account (
    id      varchar(64)    NOT NULL PRIMARY KEY,
    balance numeric(19, 2) NOT NULL
) WITH (fillfactor = 80);

INSERT INTO account SELECT 'account-' || n, 1000000000 FROM generate_series(1000, 1999) AS n;

CREATE TABLE payment (
    id         uuid           NOT NULL PRIMARY KEY,
    account_id varchar(64)    NOT NULL,
    amount     numeric(19, 2) NOT NULL,
    currency   varchar(3)     NOT NULL,
    created_at timestamptz    NOT NULL
);

-- The hand-written stores.
CREATE TABLE used_key (
    key varchar(255) NOT NULL PRIMARY KEY
);

CREATE TABLE stored_response (
    key         varchar(255) NOT NULL PRIMARY KEY,
    fingerprint bytea        NOT NULL,
    status      integer      NOT NULL,
    body        bytea        NOT NULL
);
