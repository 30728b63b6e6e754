-- Fails with SQLSTATE 22023 when the server does not know the time zone $1. Returns one row: is_name, whether it is a name of
-- the server's table of zones, and its present offset ("UTC-03:00"). What PostgreSQL takes besides is an offset ('GMT-3',
-- which is 3 hours EAST of Greenwich; 'America/Sao_Paulo3' too) or an abbreviation ('BRT'): the first has a digit, the second
-- no slash. Only for these the table is looked up: that reads every file of the time zone database, 50 ms. Reads only.
WITH p (zone) AS (VALUES ($1::text)),
ahead AS (SELECT zone, (now() AT TIME ZONE zone) - (now() AT TIME ZONE 'UTC') AS time FROM p)
SELECT CASE WHEN zone ~ '[0-9]' OR (zone !~ '/' AND zone <> 'UTC')
            THEN EXISTS (SELECT 1 FROM pg_timezone_names WHERE lower(name) = lower(zone)) ELSE true END AS is_name,
       'UTC' || CASE WHEN time < interval '0' THEN '-' ELSE '+' END || to_char(greatest(time, -time), 'HH24:MI') AS utc_offset
  FROM ahead
