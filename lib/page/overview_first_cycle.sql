-- When the first cycle in the journal started, in the zone $1 text; NULL: it has none. One row. Reads only.
SELECT to_char(min(started_at) AT TIME ZONE $1::text, 'YYYY-MM-DD HH24:MI:SS') AS first_cycle FROM ciclo_execucao
