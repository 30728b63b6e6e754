-- Brings the stock movements that are there to what their NF says (link_decide_movements.sql). Pages of the application
-- search observacao: where the lot changes it follows, if it is one of the texts that programs write (that of earlier
-- versions too); what people wrote stays. Rows that do not differ are not written; one that ends, or loses its lot, shipment
-- or pedido, is kept first. Returns counts. Safe to repeat.
WITH kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'movimentacao_estoque', m.id, to_jsonb(m), CASE WHEN d.counts THEN 'NF corrigida no Odoo' ELSE 'movimento repetido' END,
           c.execution, now()
      FROM stg_movement_change d JOIN movimentacao_estoque m ON m.id = d.id CROSS JOIN stg_ciclo c
     WHERE m.id = ANY (ARRAY(SELECT id FROM stg_movement_change))
       AND (NOT d.counts OR (m.separacao_lote_id <> '' AND d.new_lote IS NULL)
            OR (m.codigo_embarque IS NOT NULL AND d.new_embarque IS NULL) OR (m.num_pedido <> '' AND d.pedido = ''))
),
updated AS (
    UPDATE movimentacao_estoque m
       SET qtd_movimentacao = d.new_qtd, separacao_lote_id = d.new_lote, codigo_embarque = d.new_embarque,
           data_movimentacao = d.new_date, num_pedido = nullif(d.pedido, ''), ativo = true, status_nf = 'FATURADO',
           observacao = CASE WHEN d.new_lote IS DISTINCT FROM d.old_lote
                                  AND m.observacao IN ('Baixa pela NF ' || m.numero_nf,
                                                       pg_temp.movement_text(m.numero_nf, NULL),
                                                       pg_temp.movement_text(m.numero_nf, d.old_lote))
                             THEN pg_temp.movement_text(m.numero_nf, d.new_lote) ELSE m.observacao END,
           atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM stg_movement_change d CROSS JOIN stg_ciclo c
     WHERE m.id = d.id AND m.id = ANY (ARRAY(SELECT id FROM stg_movement_change)) AND d.counts
       AND (m.qtd_movimentacao, nullif(m.separacao_lote_id, ''), m.codigo_embarque, m.data_movimentacao, m.num_pedido,
            m.ativo IS DISTINCT FROM false, m.status_nf)
           IS DISTINCT FROM
           (d.new_qtd, d.new_lote, d.new_embarque, d.new_date, nullif(d.pedido, ''), true, 'FATURADO')
    RETURNING d.was_active, d.old_lote IS NULL AND d.new_lote IS NOT NULL AS filled, d.old_qtd <> d.new_qtd AS corrected
),
ended AS (
    UPDATE movimentacao_estoque m
       SET ativo = false, status_nf = 'CANCELADO', atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM stg_ciclo c
     WHERE m.id = ANY (ARRAY(SELECT id FROM stg_movement_change WHERE NOT counts))
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'movimentacao_estoque', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_movement_change d
                     CROSS JOIN LATERAL (SELECT * FROM movimentacao_estoque m WHERE m.id = d.id OFFSET 0) m
                     WHERE NOT d.counts
                        OR (m.qtd_movimentacao, nullif(m.separacao_lote_id, ''), m.codigo_embarque, m.data_movimentacao,
                            m.num_pedido, m.ativo IS DISTINCT FROM false, m.status_nf)
                           IS DISTINCT FROM
                           (d.new_qtd, d.new_lote, d.new_embarque, d.new_date, nullif(d.pedido, ''), true, 'FATURADO')) AS sent,
                   (SELECT count(*) FROM updated) + (SELECT count(*) FROM ended) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'movimentacao_estoque'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) FILTER (WHERE was_active AND filled) AS movements_given_a_lot,
       count(*) FILTER (WHERE was_active AND corrected) AS movements_corrected,
       count(*) FILTER (WHERE NOT was_active) AS movements_revived,
       (SELECT count(*) FROM ended) AS movements_ended
  FROM updated
