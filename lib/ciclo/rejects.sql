-- The records that are set aside, those that count before those that a person accepted, the oldest first; then how many
-- there are in all. $1 time zone, $2 most integer, $3 model text and $4 id bigint: of that record alone, NULL for all.
-- Points in time are UTC, but for the local ones. Reads only.
WITH p (zone, most, model, record_id) AS (VALUES ($1::text, $2::integer, $3::text, $4::bigint))
SELECT r.model, r.record_id,
       CASE WHEN r.name IS NULL OR position(r.name IN r.reason) > 0 THEN r.reason
            WHEN r.model = 'account.move' THEN format('NF %s: %s', r.name, r.reason)
            ELSE format('pedido %s: %s', r.name, r.reason) END AS reason, r.remedy, r.tries,
       r.first_seen AT TIME ZONE 'UTC' AS first_seen, r.last_seen AT TIME ZONE 'UTC' AS last_seen,
       to_char(r.first_seen AT TIME ZONE p.zone, 'YYYY-MM-DD HH24:MI:SS') AS local_first_seen,
       to_char(r.last_seen AT TIME ZONE p.zone, 'YYYY-MM-DD HH24:MI:SS') AS local_last_seen,
       r.accepted_at AT TIME ZONE 'UTC' AS accepted_at,
       to_char(r.accepted_at AT TIME ZONE p.zone, 'YYYY-MM-DD HH24:MI:SS') AS local_accepted_at,
       r.accepted_by, r.accepted_why, r.accepted_reason, r.accepted_reason IS DISTINCT FROM r.reason AS counts,
       count(*) OVER () AS total
  FROM ciclo_rejeito r CROSS JOIN p
 WHERE p.model IS NULL OR (r.model = p.model AND r.record_id = p.record_id)
 ORDER BY counts DESC, r.first_seen, r.model, r.record_id LIMIT (SELECT most FROM p)
