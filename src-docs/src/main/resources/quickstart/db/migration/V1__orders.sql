CREATE TABLE orders (
    id       uuid    PRIMARY KEY,
    article  text    NOT NULL,
    quantity integer NOT NULL
);
