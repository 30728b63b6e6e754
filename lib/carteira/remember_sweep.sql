-- Remembers a whole sweep. $1 Odoo's database, $2 its user, $3 timestamp: when the cycle began (UTC). Returns nothing. Safe to
-- repeat.
UPDATE ciclo_odoo SET swept_at = $3::timestamp WHERE odoo_db = $1 AND odoo_username = $2
