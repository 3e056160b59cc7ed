ALTER TABLE orders ADD COLUMN item varchar(255) NOT NULL;
