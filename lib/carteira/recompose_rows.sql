-- Open separações take the quantities that were decided, in place: expedicao, agendamento, protocolo, cotacao_id and the
-- like stay. A row that holds nothing any more says so (zerado_por_sync), or goes (recompose_delete.sql). In every
-- pedido that was looked at valor_saldo follows the price, peso and pallet follow cadastro_palletizacao; what people or
-- the application rounded otherwise stays. Rows that do not differ are not written; one that is zeroed is kept first.
-- Returns counts. Safe to repeat.
WITH kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'separacao', s.id, to_jsonb(s),
           CASE WHEN w.goes THEN 'separação excluída' ELSE 'separação zerada' END, c.execution, now()
      FROM stg_recompose_row w JOIN separacao s ON s.id = w.id CROSS JOIN stg_ciclo c
     WHERE w.decided AND w.qtd = 0 AND s.id = ANY (ARRAY(SELECT id FROM stg_recompose_row))
       AND s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
),
updated AS (
    UPDATE separacao s
       SET qtd_saldo = CASE WHEN w.decided THEN w.qtd ELSE s.qtd_saldo END, valor_saldo = coalesce(w.valor, s.valor_saldo),
           peso = w.peso, pallet = w.pallet,
           zerado_por_sync = CASE WHEN w.decided THEN w.qtd = 0 ELSE s.zerado_por_sync END,
           data_zeragem = CASE WHEN NOT w.decided THEN s.data_zeragem
                               WHEN w.qtd = 0 THEN now() AT TIME ZONE c.time_zone END
      FROM stg_recompose_row w CROSS JOIN stg_ciclo c
     WHERE s.id = w.id AND s.id = ANY (ARRAY(SELECT id FROM stg_recompose_row))
       AND s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
       AND (w.decided
            OR (w.qtd > 0 AND (w.valor IS NOT NULL AND coalesce(abs(s.valor_saldo - w.valor), 1) > 0.005
                               OR coalesce(abs(s.peso - w.peso), 1) > 0.0005
                               OR coalesce(abs(s.pallet - w.pallet), 1) > 0.0005)))
    RETURNING w.decided, w.old_qtd, w.qtd, s.separacao_lote_id
),
touched AS (
    INSERT INTO stg_touched_shipment (lote) SELECT DISTINCT separacao_lote_id FROM updated WHERE separacao_lote_id <> ''
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_recompose_row w
                     CROSS JOIN LATERAL (SELECT * FROM separacao s WHERE s.id = w.id OFFSET 0) s
                     WHERE s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
                       AND (w.decided
                            OR (w.qtd > 0 AND (w.valor IS NOT NULL AND coalesce(abs(s.valor_saldo - w.valor), 1) > 0.005
                                               OR coalesce(abs(s.peso - w.peso), 1) > 0.0005
                                               OR coalesce(abs(s.pallet - w.pallet), 1) > 0.0005)))) AS sent,
                   (SELECT count(*) FROM updated) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'separacao'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) FILTER (WHERE decided AND qtd = 0) AS separacoes_zeroed,
       count(*) FILTER (WHERE decided AND qtd > 0 AND qtd < old_qtd) AS separacoes_reduced,
       count(*) FILTER (WHERE decided AND qtd > old_qtd) AS separacoes_increased,
       count(*) FILTER (WHERE NOT decided) AS separacoes_revalued
  FROM updated
