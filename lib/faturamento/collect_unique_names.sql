-- The names that lead to exactly one pedido, of those read so far. Returns nothing. Safe to repeat.
INSERT INTO stg_unique_name (name) SELECT name FROM stg_unique_order_name ON CONFLICT DO NOTHING
