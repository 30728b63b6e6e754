-- Remembers what a cycle looked at and found; NULL forgets it. $1 Odoo's database, $2 its user, $3 what it looked at, $4 jsonb:
-- what it found, $5 bigint[]: the sale.orders of the live pedidos. Returns nothing. Safe to repeat.
UPDATE ciclo_odoo SET look = $3::varchar, look_findings = $4::jsonb, live_orders = $5::bigint[]
 WHERE odoo_db = $1 AND odoo_username = $2
   AND (look, look_findings, live_orders) IS DISTINCT FROM ($3::varchar, $4::jsonb, $5::bigint[])
