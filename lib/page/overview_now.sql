-- What time it is by this server's clock, in the zone $1 text. Reads no table.
SELECT to_char(clock_timestamp() AT TIME ZONE $1::text, 'YYYY-MM-DD HH24:MI:SS') AS now
