-- Active shipment items of cancelled and gone pedidos are cancelled where no NF is linked; one with an NF is left and
-- reported. Returns the count. Safe to repeat.
WITH removed AS (
    SELECT num_pedido FROM stg_pedido WHERE cancelled UNION SELECT num_pedido FROM stg_gone
),
cancelled AS (
    UPDATE embarque_itens i SET status = 'cancelado' FROM removed r, stg_ciclo c
     WHERE i.pedido = r.num_pedido AND i.status = 'ativo' AND i.nota_fiscal IS NULL AND i.pedido LIKE ANY (c.pedido_patterns)
    RETURNING 1
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT DISTINCT 'PEDIDO_CANCELADO_COM_NF', i.pedido, 'NF ' || i.nota_fiscal
      FROM embarque_itens i JOIN removed r ON r.num_pedido = i.pedido
     WHERE i.status = 'ativo' AND i.nota_fiscal IS NOT NULL
)
SELECT count(*) AS shipment_items_cancelled FROM cancelled
