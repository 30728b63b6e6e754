-- How many rows of Odoo's pedidos the target held as live when the cycle began to read. For the removal fuse. Reads only.
SELECT coalesce(sum(rows), 0)::bigint AS active FROM stg_active
