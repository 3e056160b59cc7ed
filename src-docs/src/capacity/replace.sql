-- Part of measure.sql: replaces all records twice.
\set round 1 \ir replace-fifth.sql
\set round 2 \ir replace-fifth.sql
\set round 3 \ir replace-fifth.sql
\set round 4 \ir replace-fifth.sql
\set round 5 \ir replace-fifth.sql
\set round 6 \ir replace-fifth.sql
\set round 7 \ir replace-fifth.sql
\set round 8 \ir replace-fifth.sql
\set round 9 \ir replace-fifth.sql
\set round 10 \ir replace-fifth.sql
INSERT INTO measured SELECT nextval('measured_number_seq'), 'replaced twice', :body, * FROM sizes;
