-- The newest remembered NFs that still count, which Odoo has to show before anything is written: what is cancelled or has
-- left may be gone in Odoo. Reads only. One column: ids.
SELECT move_id FROM stg_known_nf WHERE state NOT IN ('gone', 'cancel') ORDER BY move_id DESC LIMIT 200
