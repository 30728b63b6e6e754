-- The NFs that are set aside by now. One column: ids.
SELECT DISTINCT id FROM stg_reject WHERE model = 'account.move' ORDER BY id
