-- Locks the active shipment items of the pedidos to link, in the order of embarque and id. Returns nothing that counts. Safe
-- to repeat.
SELECT count(*)
  FROM (SELECT i.id FROM embarque_itens i CROSS JOIN stg_ciclo c
         WHERE i.pedido IN (SELECT pedido FROM stg_link_target) AND i.status = 'ativo' AND i.pedido LIKE ANY (c.pedido_patterns)
         ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE OF i) locked
