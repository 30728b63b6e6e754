-- What waits in saldo_standby for a pedido and product of which the carteira has no saldo left goes, with a status that says
-- so (never what a person confirmed). Locks in the order of the ids. A pedido that is unknown here, gone from
-- Odoo, or set aside proves nothing and keeps its rows. Returns the count. Safe to repeat.
WITH locked AS (
    SELECT s.id FROM saldo_standby s CROSS JOIN stg_ciclo c
     WHERE s.num_pedido LIKE ANY (c.pedido_patterns) AND s.status_standby IN ('ATIVO', 'BLOQ. COML.', 'SALDO')
       AND EXISTS (SELECT 1 FROM stg_known_pedido k WHERE k.num_pedido = s.num_pedido OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM carteira_principal p
                        WHERE p.num_pedido = s.num_pedido AND p.cod_produto = s.cod_produto AND p.ativo IS NOT FALSE
                          AND p.qtd_saldo_produto_pedido > 0.001 OFFSET 0)
       AND EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = s.num_pedido OFFSET 0)
     ORDER BY s.id FOR UPDATE OF s
),
deleted AS (
    DELETE FROM saldo_standby s USING stg_ciclo c
     WHERE s.id = ANY (ARRAY(SELECT id FROM locked)) AND s.num_pedido LIKE ANY (c.pedido_patterns)
       AND s.status_standby IN ('ATIVO', 'BLOQ. COML.', 'SALDO')
    RETURNING s.id, to_jsonb(s) AS row, c.execution
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'saldo_standby', d.id, d.row, 'pedido sem saldo', d.execution, now() FROM deleted d
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'saldo_standby', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM deleted) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS standby_deleted FROM deleted
