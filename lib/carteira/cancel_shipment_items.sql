-- Active shipment items of cancelled pedidos are cancelled where no NF is linked; one with an NF is left and reported. Returns the count. Safe to repeat.
WITH removed AS (
    SELECT num_pedido FROM stg_pedido WHERE cancelled
    UNION  -- cancelled in an earlier cycle, and an NF has left it since
    SELECT r.num_pedido FROM ciclo_recalculo r JOIN carteira_principal p ON p.num_pedido = r.num_pedido
     WHERE NOT EXISTS (SELECT 1 FROM stg_pedido h WHERE h.num_pedido = r.num_pedido)
       AND EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = r.num_pedido)
     GROUP BY r.num_pedido
    HAVING bool_and(p.ativo IS FALSE AND p.status_pedido = 'Cancelado')
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
