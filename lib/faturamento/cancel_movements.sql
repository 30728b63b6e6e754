-- The stock movements by which a cancelled NF left the stock no longer count: those of pedidos that come from Odoo, and those
-- that this program made, whatever their pedido. What came back (REVERSAO), and what another issuer's NF moved, stays.
-- They are kept first. Locks in the order of the ids. Returns the count. Safe to repeat.
WITH locked AS (
    SELECT m.id, to_jsonb(m) AS row, n.reason FROM movimentacao_estoque m JOIN stg_undone n ON n.numero_nf = m.numero_nf CROSS JOIN stg_ciclo c
     WHERE m.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_undone)) AND coalesce(m.num_pedido, '') <> ALL (n.kept_pedidos)
       AND (m.ativo IS DISTINCT FROM false OR m.status_nf IS DISTINCT FROM 'CANCELADO')
       AND m.local_movimentacao = 'VENDA' AND m.tipo_origem IS DISTINCT FROM 'TAGPLUS'
       AND (m.criado_por LIKE '%TagPlus%') IS NOT TRUE
       AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns) OR m.criado_por = c.author)
     ORDER BY m.id FOR NO KEY UPDATE OF m
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'movimentacao_estoque', l.id, l.row, l.reason, c.execution, now() FROM locked l CROSS JOIN stg_ciclo c
),
ended AS (
    UPDATE movimentacao_estoque m
       SET ativo = false, status_nf = 'CANCELADO', atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM stg_ciclo c
     WHERE m.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'movimentacao_estoque', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM ended) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS movements_cancelled FROM ended
