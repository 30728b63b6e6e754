-- The NFs that lose what hangs on them (stg_undone_nf), as rows. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_undone (numero_nf, kept_pedidos) SELECT numero_nf, kept_pedidos FROM stg_undone_nf
