-- --pedidos-since: drops of the pedidos read those that were created before it and that are unknown here, before anything
-- more is read of them. One without create_date is not dropped. Returns how many. Safe to repeat.
WITH dropped AS (
    DELETE FROM stg_order o USING stg_ciclo c
     WHERE o.create_date < c.pedidos_since
       AND NOT EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.order_id = o.id OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = o.name OFFSET 0)
    RETURNING 1
)
SELECT count(*) AS pedidos_kept_out FROM dropped
