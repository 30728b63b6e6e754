-- Returns one row: the server process that serves this session now, and the mark that it knows (pooler_mark.sql), '' or NULL
-- without one. Safe to repeat; locks nothing.
SELECT pg_backend_pid() AS backend_pid, current_setting('ciclo.session_mark', true) AS mark
