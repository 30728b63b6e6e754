-- The NFs that were read. One column: ids.
SELECT id FROM stg_move ORDER BY id
