-- Bounds each later statement of the session to $1 text, milliseconds. Returns what was set. Safe to repeat.
SELECT set_config('statement_timeout', $1::text, false)
