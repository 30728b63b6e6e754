-- What the last cycle that looked at everything left. $1 Odoo's database, $2 its user, $3 what it looked at (text, NULL: not known),
-- $4 timestamp: when this cycle began (UTC), $5 seconds of --sweep-interval. One row: whether the last whole sweep is as
-- long ago; whether $3 is what was looked at then, and if so what was found. Reads only.
SELECT l.is_due, l.is_same, CASE WHEN l.is_same THEN o.look_findings::text END AS findings
  FROM (VALUES ($1::text, $2::text, $3::text, $4::timestamp, make_interval(secs => $5::int))) p (db, username, look, began_at, sweep_interval)
  LEFT JOIN ciclo_odoo o ON o.odoo_db = p.db AND o.odoo_username = p.username
 CROSS JOIN LATERAL (
        SELECT (o.swept_at > p.began_at - p.sweep_interval AND o.swept_at <= p.began_at) IS NOT TRUE AS is_due,
               (o.look = p.look) IS TRUE AS is_same
       ) l
