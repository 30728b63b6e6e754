-- Active shipment items of cancelled and gone pedidos are cancelled where no NF is linked; one with an NF is left and
-- reported. Returns the count. Safe to repeat.
WITH removed AS (
    SELECT num_pedido FROM stg_pedido WHERE cancelled UNION SELECT num_pedido FROM stg_gone
    UNION  -- removed in an earlier cycle, and an NF has left it since
    SELECT r.num_pedido FROM ciclo_recalculo r JOIN carteira_principal p ON p.num_pedido = r.num_pedido CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM stg_pedido h WHERE h.num_pedido = r.num_pedido)
     GROUP BY r.num_pedido, c.author
    HAVING bool_and(p.ativo IS FALSE)
       AND bool_or(p.updated_by LIKE c.author || ': %' AND p.updated_by <> c.author || ': saldo zero')
),
cancelled AS (
    UPDATE embarque_itens i SET status = 'cancelado' FROM removed r, stg_ciclo c
     WHERE i.pedido = r.num_pedido AND i.status = 'ativo' AND coalesce(i.nota_fiscal, '') = '' AND i.pedido LIKE ANY (c.pedido_patterns)
    RETURNING 1
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT DISTINCT 'PEDIDO_CANCELADO_COM_NF', i.pedido, 'NF ' || i.nota_fiscal
      FROM embarque_itens i JOIN removed r ON r.num_pedido = i.pedido
     WHERE i.status = 'ativo' AND i.nota_fiscal <> ''
)
SELECT count(*) AS shipment_items_cancelled FROM cancelled
