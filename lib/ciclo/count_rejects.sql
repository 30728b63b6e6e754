-- How many records are set aside and make a cycle end with 14, the first few of them by name, and how many a person has
-- accepted for the reason that they have. Reads only.
SELECT count(*) FILTER (WHERE accepted_reason IS DISTINCT FROM reason) AS rejects,
       array_to_string((array_agg(reason ORDER BY last_seen DESC, model, record_id)
                        FILTER (WHERE accepted_reason IS DISTINCT FROM reason))[1:5], '; ') AS examples,
       count(*) FILTER (WHERE accepted_reason = reason) AS accepted
  FROM ciclo_rejeito
