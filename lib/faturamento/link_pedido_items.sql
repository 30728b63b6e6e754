-- The shipment items of the pedidos to link, active or not. After link_lock_items.sql. Returns nothing. Not safe to repeat in
-- a transaction.
INSERT INTO stg_pedido_item (id, embarque_id, pedido, lote, nota_fiscal, item_active, embarque_active)
SELECT i.id, i.embarque_id, i.pedido, nullif(i.separacao_lote_id, ''), i.nota_fiscal, i.status = 'ativo',
       i.embarque_id IN (SELECT e.id FROM embarques e WHERE e.status = 'ativo')
  FROM embarque_itens i CROSS JOIN stg_ciclo c
 WHERE i.pedido IN (SELECT pedido FROM stg_link_target) AND i.pedido LIKE ANY (c.pedido_patterns)
