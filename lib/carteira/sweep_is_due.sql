-- Whether the last whole sweep is $4 seconds ago or longer. $1 Odoo's database, $2 its user, $3 timestamp: when the cycle
-- began (UTC). One column. Reads only.
SELECT coalesce(bool_and(o.swept_at IS NULL OR o.swept_at > $3::timestamp
                         OR o.swept_at <= $3::timestamp - make_interval(secs => $4::int)), true) AS is_due
  FROM ciclo_odoo o WHERE o.odoo_db = $1 AND o.odoo_username = $2
