-- What waits in saldo_standby for pedidos that the carteira knows and that have no active row left (NULL counts as
-- active) goes. A pedido that is unknown here, gone from Odoo, or set aside proves nothing and keeps its rows.
-- Returns the count. Safe to repeat.
WITH deleted AS (
    DELETE FROM saldo_standby s USING stg_ciclo c
     WHERE s.num_pedido LIKE ANY (c.pedido_patterns)
       AND EXISTS (SELECT 1 FROM stg_known_pedido k WHERE k.num_pedido = s.num_pedido OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM carteira_principal p
                        WHERE p.num_pedido = s.num_pedido AND p.ativo IS NOT FALSE OFFSET 0)
       AND EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = s.num_pedido OFFSET 0)
    RETURNING s.id, s.num_pedido, s.cod_produto, s.tipo_standby
)
SELECT count(*) AS standby_deleted FROM deleted
