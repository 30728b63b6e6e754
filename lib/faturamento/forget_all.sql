-- Forgets every NF while the application holds none: its table was emptied or restored, and what is remembered of it is no
-- longer true. First statement of the transaction. Returns nothing. Safe to repeat.
DELETE FROM ciclo_nf WHERE NOT EXISTS (SELECT 1 FROM faturamento_produto)
