-- A cancelled NF leaves its shipment items, which say so. Returns the count. Safe to repeat.
WITH freed AS (
    UPDATE embarque_itens i SET nota_fiscal = NULL, erro_validacao = 'NF cancelada no Odoo'
      FROM stg_undone_nf n CROSS JOIN stg_ciclo c
     WHERE i.nota_fiscal = n.numero_nf AND i.pedido <> ALL (n.kept_pedidos) AND i.pedido LIKE ANY (c.pedido_patterns)
    RETURNING 1
)
SELECT count(*) AS shipment_items_freed FROM freed
