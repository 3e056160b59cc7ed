-- What the payment provider would keep in its own database.
create table provider_charge (
    id              uuid           primary key,
    idempotency_key varchar(255)   not null unique,
    reference       varchar(64)    not null,
    amount          numeric(19, 2) not null,
    currency        varchar(3)     not null,
    voided          boolean        not null,
    created_at      timestamptz    not null
);
create index provider_charge_reference on provider_charge (reference);
