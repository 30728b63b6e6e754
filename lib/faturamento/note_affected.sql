-- Notes for the carteira which pedidos' NFs this cycle read, changed or not: other programs import NFs too. Returns
-- nothing. Safe to repeat.
INSERT INTO stg_affected (num_pedido)
SELECT DISTINCT r.origem FROM stg_nf_row r CROSS JOIN stg_ciclo c WHERE r.origem LIKE ANY (c.pedido_patterns)
    ON CONFLICT DO NOTHING
