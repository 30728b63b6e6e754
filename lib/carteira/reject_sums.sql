-- Sets aside pedidos whose sums do not fit the application's numeric columns. Returns nothing. Safe to repeat.
WITH too_large AS (
    SELECT DISTINCT i.num_pedido, p.order_id FROM stg_item i JOIN stg_pedido p ON p.num_pedido = i.num_pedido
     WHERE greatest(abs(i.qtd_produto_pedido), abs(i.qtd_cancelada_produto_pedido)) >= 1e12
        OR abs(i.preco_produto_pedido) >= 1e13
),
noted AS (
    INSERT INTO stg_reject (model, id, reason)
    SELECT 'sale.order', order_id, 'pedido ' || num_pedido || ': a sum does not fit its column' FROM too_large
),
gone AS (
    DELETE FROM stg_item i USING too_large t WHERE i.num_pedido = t.num_pedido
)
DELETE FROM stg_pedido p USING too_large t WHERE p.order_id = t.order_id
