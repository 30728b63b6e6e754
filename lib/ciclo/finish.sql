-- Ends the journal of a cycle. $1 id, $2 outcome, $3 exit code, $4 counts, $5 error or NULL. Returns 1 when it was there.
WITH ended AS (
    UPDATE ciclo_execucao SET finished_at = clock_timestamp(), outcome = $2::varchar, exit_code = $3::integer,
           counts = $4::jsonb, error = $5::text
     WHERE id = $1::uuid
    RETURNING 1
)
SELECT count(*) AS ended FROM ended
