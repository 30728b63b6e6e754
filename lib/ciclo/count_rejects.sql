-- How many records are set aside, and the first few by name.
SELECT count(*) AS rejects, array_to_string((array_agg(reason ORDER BY last_seen DESC, model, record_id))[1:5], '; ') AS examples
  FROM ciclo_rejeito
