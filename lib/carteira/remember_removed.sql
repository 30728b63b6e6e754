-- Remembers why rows left the backlog (ciclo_item), for later cycles, and forgets those that are in it again. After the
-- rows are written. Returns nothing. Safe to repeat.
WITH back AS (
    DELETE FROM ciclo_item r
     WHERE r.num_pedido = ANY (ARRAY(SELECT num_pedido FROM stg_saldo_changed))
       AND EXISTS (SELECT 1 FROM carteira_principal p
                    WHERE p.num_pedido = r.num_pedido AND p.cod_produto = r.cod_produto AND p.ativo IS NOT FALSE OFFSET 0)
)
INSERT INTO ciclo_item AS r (num_pedido, cod_produto, removed_reason, removed_at)
SELECT num_pedido, cod_produto, reason, now() FROM stg_archived
UNION  -- a row that had left for another reason, of a pedido that is cancelled now
SELECT d.num_pedido, d.cod_produto, 'pedido cancelado no Odoo', now()
  FROM stg_differing_row d JOIN stg_pedido h ON h.num_pedido = d.num_pedido WHERE h.cancelled
    ON CONFLICT (num_pedido, cod_produto)
    DO UPDATE SET removed_reason = excluded.removed_reason, removed_at = excluded.removed_at
