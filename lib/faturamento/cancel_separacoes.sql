-- Separações that a cancelled NF had consumed are open again, with the status that the application's own rule gives them;
-- one that had already gone on ('NF no CD') stays as it is, with an AVISO. They are kept first. Locks in the order of the
-- ids. Returns the count. Safe to repeat.
WITH affected AS (
    SELECT s.id, to_jsonb(s) AS row, n.reason, s.nf_cd OR s.status = 'NF no CD' AS has_gone_on, n.numero_nf, s.num_pedido,
           s.separacao_lote_id
      FROM separacao s JOIN stg_undone n ON n.numero_nf = s.numero_nf CROSS JOIN stg_ciclo c
     WHERE s.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_undone)) AND s.num_pedido <> ALL (n.kept_pedidos)
       AND s.num_pedido LIKE ANY (c.pedido_patterns)
     ORDER BY s.id FOR NO KEY UPDATE OF s
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'separacao', l.id, l.row, l.reason, c.execution, now() FROM affected l CROSS JOIN stg_ciclo c
     WHERE NOT l.has_gone_on
),
freed AS (
    UPDATE separacao s
       SET numero_nf = NULL, sincronizado_nf = false, data_sincronizacao = NULL,
           status = CASE WHEN s.status = 'PREVISAO' THEN s.status WHEN s.cotacao_id IS NULL THEN 'ABERTO' ELSE 'COTADO' END
     WHERE s.id = ANY (ARRAY(SELECT id FROM affected WHERE NOT has_gone_on))
    RETURNING 1
),
touched AS (
    INSERT INTO stg_touched_shipment (lote)
    SELECT DISTINCT separacao_lote_id FROM affected WHERE NOT has_gone_on AND separacao_lote_id <> ''
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT DISTINCT 'NF_CANCELADA_NO_CD', numero_nf, 'lote ' || coalesce(separacao_lote_id, '-') || ', pedido ' || num_pedido
      FROM affected WHERE has_gone_on
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM affected WHERE NOT has_gone_on) AS sent,
                   (SELECT count(*) FROM freed) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS separacoes_freed FROM freed
