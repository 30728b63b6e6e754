-- Leaves a mark in the server process that serves this session: a setting of the session's own, which goes where its locks
-- and temporary tables go. $1 text. Returns one row: the process. Safe to repeat; locks nothing.
SELECT pg_backend_pid() AS backend_pid, set_config('ciclo.session_mark', $1::text, false) AS mark
