-- The server's clock, in whole seconds since 1970 UTC. No parameters; one row. Reads only.
SELECT floor(extract(epoch FROM clock_timestamp()))::bigint AS now
