insert into account (id, balance, currency)
values ('alice', 1000.00, 'EUR'),
       ('bob', 1000.00, 'EUR'),
       ('carol', 1000.00, 'EUR');
