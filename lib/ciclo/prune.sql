-- Forgets cycles older than $1 days; their stages go with them. Returns the count.
WITH gone AS (
    DELETE FROM ciclo_execucao WHERE started_at < now() - make_interval(days => $1::integer) RETURNING 1
)
SELECT count(*) AS pruned FROM gone
