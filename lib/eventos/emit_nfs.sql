-- Writes one event for each NF that faturamento entered, changed or cancelled, with what its rows say now (none where no row
-- was written), and one for each credit note that it reported; none for history, and none for an NF that the
-- application held and that is met for the first time. In the stage's first good run of a whole cycle one
-- primeira_carga instead. Returns the count. Not safe to repeat in a transaction.
WITH first AS (
    SELECT is_first FROM stg_first_run WHERE stage = 'faturamento'
),
happened AS (
    SELECT n.numero_nf,
           CASE n.situation WHEN 'nova' THEN 'nf_nova' WHEN 'cancelada' THEN 'nf_cancelada' ELSE 'nf_alterada' END AS kind,
           CASE WHEN n.situation = 'nova' THEN '{}'
                ELSE jsonb_build_object('motivo', CASE WHEN n.situation IN ('cancelada', 'reativada') THEN n.situation
                                                       WHEN n.corrected THEN 'corrigida' ELSE 'estado' END) END AS more
      FROM stg_nf n
     WHERE NOT (SELECT is_first FROM first) AND NOT n.historic
       AND (n.situation = 'nova'
            OR (n.remembered_state IS NOT NULL
                AND (n.situation IN ('cancelada', 'reativada') OR n.corrected
                     OR (n.remembered_state <> n.state AND n.kept IS NULL))))
       AND (n.numero_nf IN (SELECT t.numero_nf FROM stg_nf_touched t)) IS TRUE
    UNION ALL
    SELECT g.numero_nf, 'nf_cancelada', jsonb_build_object('motivo', g.kind) FROM stg_nf_gone g
     WHERE NOT (SELECT is_first FROM first)
       AND NOT EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.move_id = g.move_id AND k.historic OFFSET 0)
       AND (g.numero_nf IN (SELECT t.numero_nf FROM stg_nf_touched t)) IS TRUE
    UNION ALL
    SELECT r.numero_nf, 'nf_devolvida', jsonb_build_object('nota_credito', r.id, 'produtos', r.produtos) FROM stg_return r
     WHERE NOT (SELECT is_first FROM first) AND r.numero_nf IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.move_id = r.reversed_entry_id AND k.historic OFFSET 0)
),
described AS (
    SELECT h.kind, h.numero_nf AS key,
           jsonb_build_object('status_nf', max(f.status_nf), 'data_fatura', max(f.data_fatura),
                              'cnpj_cliente', max(f.cnpj_cliente), 'valor_total', sum(f.valor_produto_faturado),
                              'pedidos', coalesce(jsonb_agg(DISTINCT f.origem) FILTER (WHERE f.origem IS NOT NULL), '[]'))
           || h.more AS payload
      FROM happened h
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = h.numero_nf OFFSET 0) f
     GROUP BY h.numero_nf, h.kind, h.more
    UNION ALL
    SELECT 'primeira_carga', 'faturamento', jsonb_build_object('nfs', (SELECT count(*) FROM stg_nf))
      FROM first WHERE is_first
),
emitted AS (
    INSERT INTO ciclo_evento (kind, key, execution, emitted_at, payload)
    SELECT d.kind, d.key, c.execution, now(), d.payload FROM described d CROSS JOIN stg_ciclo c
     ORDER BY d.key, d.kind
    RETURNING 1
)
SELECT count(*) AS events FROM emitted
