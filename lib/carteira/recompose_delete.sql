-- Rows that hold nothing any more and that nobody has on paper go (stg_recompose_row): recompose_rows.sql has kept and zeroed
-- them, so that the alerts know what was there. Last of the statements of recomposition that write. They are locked.
-- Returns the count. Safe to repeat.
WITH deleted AS (
    DELETE FROM separacao s WHERE s.id = ANY (ARRAY(SELECT id FROM stg_recompose_row WHERE goes)) AND s.qtd_saldo = 0
       AND s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM separacao s WHERE s.id = ANY (ARRAY(SELECT id FROM stg_recompose_row WHERE goes)) AND s.qtd_saldo = 0
                      AND s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')) AS sent,
                   (SELECT count(*) FROM deleted) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'separacao'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) AS separacoes_deleted FROM deleted
