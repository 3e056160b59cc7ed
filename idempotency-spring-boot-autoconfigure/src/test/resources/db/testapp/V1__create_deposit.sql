CREATE TABLE deposit (
    id      uuid PRIMARY KEY,
    account varchar(255) NOT NULL CHECK (account <> 'forbidden'),
    parent  uuid REFERENCES deposit DEFERRABLE INITIALLY DEFERRED
);
