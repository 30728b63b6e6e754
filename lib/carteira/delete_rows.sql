-- --removal=delete: the rows that left the backlog, of the pedidos that this cycle looked at, go for good, and their pedidos
-- are marked, so that they stay known and a return reads them whole. A pedido that this cycle set aside keeps its rows, and
-- so does one that no cycle has ever read: nothing could remember it. The removal fuse counted them when they were
-- archived. Locks in the order of the ids. Returns the count. Safe to repeat.
WITH locked AS (
    SELECT p.id FROM stg_affected a JOIN carteira_principal p ON p.num_pedido = a.num_pedido CROSS JOIN stg_ciclo c
     WHERE p.num_pedido = ANY (ARRAY(SELECT num_pedido FROM stg_affected))
       AND p.ativo IS FALSE AND p.num_pedido LIKE ANY (c.pedido_patterns)
       AND (EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.num_pedido = p.num_pedido)
            OR EXISTS (SELECT 1 FROM stg_gone g WHERE g.num_pedido = p.num_pedido))
       AND NOT EXISTS (SELECT 1 FROM stg_set_aside s WHERE s.num_pedido = p.num_pedido)
     ORDER BY p.id FOR UPDATE OF p
),
deleted AS (
    DELETE FROM carteira_principal p USING stg_ciclo c
     WHERE p.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING p.id, p.num_pedido, p.cod_produto, to_jsonb(p) AS row, c.execution
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'carteira_principal', d.id, d.row,
           coalesce((SELECT r.removed_reason FROM ciclo_item r
                      WHERE r.num_pedido = d.num_pedido AND r.cod_produto = d.cod_produto), 'inativa'),
           d.execution, now()
      FROM deleted d
     WHERE NOT EXISTS (SELECT 1 FROM ciclo_removido k  -- when this cycle archived it
                        WHERE k.table_name = 'carteira_principal' AND k.record_id = d.id AND k.execution = d.execution)
),
marked AS (
    UPDATE ciclo_pedido k SET lines_deleted_at = now()
     WHERE k.lines_deleted_at IS NULL AND k.num_pedido IN (SELECT num_pedido FROM deleted)
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'carteira_principal', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM deleted) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS deleted FROM deleted
