-- Forgets cycles older than $1 days; their stages go with them, and the rows and events that were kept as long. Returns the
-- count of cycles.
WITH gone AS (
    DELETE FROM ciclo_execucao WHERE started_at < now() - make_interval(days => $1::integer) RETURNING 1
),
rows AS (
    DELETE FROM ciclo_removido WHERE removed_at < now() - make_interval(days => $1::integer)
),
events AS (
    DELETE FROM ciclo_evento WHERE emitted_at < now() - make_interval(days => $1::integer)
)
SELECT count(*) AS pruned FROM gone
