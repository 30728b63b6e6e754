-- How many records are set aside and make a cycle end with 14, the first few of them by name, and how many a person has
-- accepted for the reason that they have. $1 uuid: of those that this cycle met; NULL: of all. Reads only.
WITH p (execution) AS (VALUES ($1::uuid))
SELECT count(*) FILTER (WHERE accepted_reason IS DISTINCT FROM reason) AS rejects,
       array_to_string((array_agg(told ORDER BY last_seen DESC, model, record_id)
                        FILTER (WHERE accepted_reason IS DISTINCT FROM reason))[1:5], '; ')
       || CASE WHEN count(*) FILTER (WHERE accepted_reason IS DISTINCT FROM reason) > 5
               THEN format('; and %s more', count(*) FILTER (WHERE accepted_reason IS DISTINCT FROM reason) - 5) ELSE '' END AS examples,
       count(*) FILTER (WHERE accepted_reason = reason) AS accepted
  FROM (SELECT r.*, CASE WHEN r.name IS NULL OR position(r.name IN r.reason) > 0 THEN r.reason
                         WHEN r.model = 'account.move' THEN format('NF %s: %s', r.name, r.reason)
                         ELSE format('pedido %s: %s', r.name, r.reason) END AS told
          FROM ciclo_rejeito r) r, p
 WHERE p.execution IS NULL OR r.execution = p.execution
