-- Fails with SQLSTATE 22023 when the server does not know the time zone $1. (Looking it up in pg_timezone_names would
-- read every file of the time zone database: 50 ms a cycle.)
SELECT now() AT TIME ZONE $1::text
