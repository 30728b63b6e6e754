-- Locks the open separações of the pedidos to link, in the order of their ids: a lot that somebody renames is looked at
-- under its new name. Returns nothing that counts. Safe to repeat.
SELECT count(*)
  FROM (SELECT s.id FROM separacao s CROSS JOIN stg_ciclo c
         WHERE s.num_pedido = ANY (ARRAY(SELECT pedido FROM stg_link_target)) AND s.sincronizado_nf IS NOT TRUE
           AND s.num_pedido LIKE ANY (c.pedido_patterns)
         ORDER BY s.id FOR NO KEY UPDATE OF s) locked
