-- The open separações of the lot and pedido that an NF was linked to are consumed by it, but for those on which people
-- typed another NF. One whose goods are back ('NF no CD', nf_cd) keeps its status. Returns the count. Safe to repeat.
WITH consumed AS (
    UPDATE separacao s
       SET numero_nf = l.numero_nf, sincronizado_nf = true, data_sincronizacao = now() AT TIME ZONE c.time_zone,
           status = CASE WHEN s.status = 'NF no CD' OR s.nf_cd THEN s.status ELSE 'FATURADO' END
      FROM stg_link l CROSS JOIN stg_ciclo c
     WHERE s.separacao_lote_id = ANY (ARRAY(SELECT lote FROM stg_link))
       AND s.separacao_lote_id = l.lote AND s.num_pedido = l.pedido AND s.num_pedido LIKE ANY (c.pedido_patterns)
       AND s.sincronizado_nf IS NOT TRUE 
       AND pg_temp.nf_number(s.numero_nf) IN ('', pg_temp.nf_number(l.numero_nf))
    RETURNING s.separacao_lote_id
),
touched AS (
    INSERT INTO stg_touched_shipment (lote) SELECT DISTINCT separacao_lote_id FROM consumed
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_link l CROSS JOIN stg_ciclo c
                     CROSS JOIN LATERAL (SELECT * FROM separacao s WHERE s.separacao_lote_id = l.lote OFFSET 0) s
                     WHERE s.num_pedido = l.pedido AND s.num_pedido LIKE ANY (c.pedido_patterns)
                       AND s.sincronizado_nf IS NOT TRUE
                       AND pg_temp.nf_number(s.numero_nf) IN ('', pg_temp.nf_number(l.numero_nf))) AS sent,
                   (SELECT count(*) FROM consumed) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'separacao'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) AS separacoes_consumed FROM consumed
