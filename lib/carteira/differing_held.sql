-- Pedidos that were read, that the target holds, and of which another quantity is invoiced here than Odoo's own lines say:
-- all of their NFs have to be read, whatever their age (one is missing here, or a product's code changed). A draft or a
-- refund is such a difference too: then they are read for nothing. One column: ids.
WITH held AS (
    SELECT o.id, o.name FROM stg_order o
     WHERE EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = o.name OFFSET 0)
)
SELECT q.id
  FROM (SELECT h.id, pc.cod_produto, coalesce(l.qty_invoiced, 0) * coalesce(l.ratio, 1) AS qtd
          FROM held h
          JOIN stg_product_line l ON l.order_id = h.id
          JOIN stg_product_code pc ON pc.id = l.product_id
        UNION ALL
        SELECT h.id, f.cod_produto, -f.qtd_produto_faturado
          FROM held h CROSS JOIN LATERAL (SELECT * FROM stg_invoiced_row f WHERE f.origem = h.name OFFSET 0) f) q
 GROUP BY q.id, q.cod_produto
HAVING round(sum(q.qtd), 3) <> 0
 ORDER BY 1
