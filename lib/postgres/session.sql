-- The settings of a session, in one round trip: each on which a statement's meaning or end depends, because a role or
-- database may have it otherwise for its sessions.
-- $1 statement_timeout, $2 lock_timeout, $3 idle_in_transaction_session_timeout: text, milliseconds.
-- Returns one row: the server process's own number, to compare with the one that the connection was given, and when it
-- began (UTC), which tells it from a later one of that number.
-- Safe to repeat; locks nothing.
WITH given AS (
    SELECT $1::text AS statement_timeout, $2::text AS lock_timeout, $3::text AS idle_timeout
)
SELECT pg_backend_pid() AS backend_pid,
       (SELECT to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
          FROM pg_stat_get_activity(pg_backend_pid())) AS backend_start,
       set_config('TimeZone', 'UTC', false),
       set_config('DateStyle', 'ISO, YMD', false),
       set_config('IntervalStyle', 'iso_8601', false),
       set_config('statement_timeout', given.statement_timeout, false),
       set_config('lock_timeout', given.lock_timeout, false),
       set_config('idle_in_transaction_session_timeout', given.idle_timeout, false),
       -- A policy that hides rows is an error at once: a row that is hidden would be taken for one that is gone.
       set_config('row_security', 'off', false),
       -- Backslashes of texts that are parts of statements are nothing but backslashes.
       set_config('standard_conforming_strings', 'on', false),
       set_config('transform_null_equals', 'off', false),
       set_config('array_nulls', 'on', false),
       set_config('quote_all_identifiers', 'off', false),
       -- Every digit of a double precision number.
       set_config('extra_float_digits', '1', false),
       set_config('bytea_output', 'hex', false),
       -- Another level would fail a stage that waited for a row of the application's.
       set_config('default_transaction_isolation', 'read committed', false),
       -- A failed step is rolled back to its savepoint, and a failed stage retried.
       set_config('exit_on_error', 'off', false),
       -- ANALYZE of staging tables holds up the cycle: a third of the usual sample does.
       set_config('vacuum_cost_delay', '0', false),
       set_config('default_statistics_target', '30', false),
       -- Compiling a statement takes a second, running it milliseconds: staging tables are small, their estimates rough.
       set_config('jit', 'off', false),
       -- The server notices after a minute that this machine has vanished, and frees its locks (its default: 2 h).
       set_config('tcp_keepalives_idle', '30', false),
       set_config('tcp_keepalives_interval', '10', false),
       set_config('tcp_keepalives_count', '3', false),
       -- It notices within a second that this process has gone while a statement runs. PostgreSQL 14 and later;
       -- elsewhere than on Linux it may refuse the setting.
       (SELECT set_config(setting.name, '1s', false)
          FROM pg_settings AS setting
         WHERE setting.name = 'client_connection_check_interval' AND version() LIKE '%linux%'),
       -- A session waits as long as Odoo needs. PostgreSQL 14 and 17.
       (SELECT count(set_config(setting.name, '0', false))
          FROM pg_settings AS setting
         WHERE setting.name IN ('idle_session_timeout', 'transaction_timeout'))
  FROM given
