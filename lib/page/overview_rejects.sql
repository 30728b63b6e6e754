-- The records that are set aside, at most $2 integer of them, the newest first, in local time of the zone $1 text; then
-- how many there are in all. Reads only.
WITH p (zone, most) AS (VALUES ($1::text, $2::integer))
SELECT model || ' ' || record_id AS record, left(reason, 1000) AS reason,
       to_char(first_seen AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI:SS') AS since,
       to_char(last_seen AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI:SS') AS last_seen, count(*) OVER () AS total
  FROM ciclo_rejeito, p
 ORDER BY first_seen DESC, model, record_id LIMIT (SELECT most FROM p)
