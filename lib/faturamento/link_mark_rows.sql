-- The rows of an NF that found no lot say SEM_LOTE; those of one that found it say Lançado again. Their pedidos wait no
-- longer, or begin to: the carteira looks at them. A lot that holds nothing of the pedido is an AVISO: its name may be
-- mistyped. Locks in the order of the ids. Returns counts: NFs newly linked, and those without a lot by reason. Not
-- safe to repeat in a transaction.
WITH locked AS (
    SELECT f.id FROM faturamento_produto f JOIN stg_link l ON f.numero_nf = l.numero_nf AND coalesce(f.origem, '') = l.pedido
     WHERE f.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_link))
       AND f.status_nf = CASE WHEN l.lote IS NULL THEN 'Lançado' ELSE 'SEM_LOTE' END
     ORDER BY f.id FOR NO KEY UPDATE OF f
),
marked AS (
    UPDATE faturamento_produto f
       SET status_nf = CASE WHEN f.status_nf = 'Lançado' THEN 'SEM_LOTE' ELSE 'Lançado' END,
           updated_at = now() AT TIME ZONE c.time_zone, updated_by = c.author
      FROM stg_ciclo c
     WHERE f.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING f.numero_nf, f.origem
),
touched AS (
    INSERT INTO stg_nf_touched SELECT DISTINCT numero_nf, origem FROM marked
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LOTE_SEM_SEPARACAO', l.numero_nf, 'lote ' || l.lote || ', pedido ' || l.pedido FROM stg_link l
     WHERE l.lote IS NOT NULL AND l.reason <> 'lot_names_nf'
       AND NOT EXISTS (SELECT 1 FROM separacao s WHERE s.separacao_lote_id = l.lote AND s.num_pedido = l.pedido OFFSET 0)
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'faturamento_produto', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM marked) AS written) n WHERE n.written < n.sent
)
SELECT count(*) FILTER (WHERE lote IS NOT NULL AND reason <> 'lot_names_nf') AS linked,
       count(*) FILTER (WHERE lote IS NULL) AS without_lot,
       count(*) FILTER (WHERE reason = 'none_active') AS without_lot_none_active,
       count(*) FILTER (WHERE reason = 'no_lot') AS without_lot_on_item,
       count(*) FILTER (WHERE reason = 'all_used') AS without_lot_all_used,
       count(*) FILTER (WHERE reason = 'nothing_in_common') AS without_lot_nothing_in_common,
       (SELECT count(*) FROM marked) AS rows_marked
  FROM stg_link
