-- Separações whose NF has arrived (stg_consumed) are FATURADO, but for those whose goods are back in the CD. They take its
-- number, or a cancellation would not find them. Returns the count. Safe to repeat.
WITH marked AS (
    UPDATE separacao s
       SET status = CASE WHEN s.nf_cd THEN s.status ELSE 'FATURADO' END, sincronizado_nf = true, numero_nf = d.numero_nf,
           data_sincronizacao = coalesce(s.data_sincronizacao, now() AT TIME ZONE c.time_zone)
      FROM stg_consumed d CROSS JOIN stg_ciclo c
     WHERE s.id = d.id AND s.id = ANY (ARRAY(SELECT id FROM stg_consumed))
    RETURNING s.separacao_lote_id
),
touched AS (
    INSERT INTO stg_touched_shipment (lote) SELECT DISTINCT separacao_lote_id FROM marked WHERE separacao_lote_id <> ''
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_consumed) AS sent, (SELECT count(*) FROM marked) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS marked FROM marked
