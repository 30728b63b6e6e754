-- Separações whose NF has arrived: those that carry a known, not cancelled NF, and those of a lot and pedido whose
-- active shipment item carries one; these take its number, or a cancellation would not find them. PREVISAO without an NF
-- stays, and so does what has already gone on ('NF no CD') and every pedido typed into the application. An item whose NF
-- is known to be another pedido's says nothing. Returns the count. Safe to repeat.
WITH open AS (
    SELECT s.* FROM separacao s CROSS JOIN stg_ciclo c
     WHERE (s.status <> 'FATURADO' OR s.sincronizado_nf IS NOT TRUE OR coalesce(s.numero_nf, '') = '')
       AND s.status <> 'NF no CD'
       AND s.num_pedido LIKE ANY (c.pedido_patterns)
       AND NOT (s.status = 'PREVISAO' AND coalesce(s.numero_nf, '') = '')
),
carries AS (
    SELECT id, numero_nf FROM open WHERE numero_nf <> ''
    UNION
    SELECT o.id, i.nota_fiscal FROM open o
      JOIN embarque_itens i ON i.separacao_lote_id = o.separacao_lote_id AND i.pedido = o.num_pedido AND i.status = 'ativo'
      JOIN embarques e ON e.id = i.embarque_id AND e.status = 'ativo'
     WHERE coalesce(o.numero_nf, '') = '' AND i.nota_fiscal <> ''
       AND (i.erro_validacao IS NULL OR i.erro_validacao NOT LIKE 'NF\_DIVERGENTE: NF %')
),
consumed AS (
    SELECT c.id, min(c.numero_nf) AS numero_nf FROM carries c
     WHERE EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = c.numero_nf)
       AND NOT EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = c.numero_nf AND f.status_nf = 'Cancelado')
     GROUP BY c.id
),
marked AS (
    UPDATE separacao s
       SET status = 'FATURADO', sincronizado_nf = true, numero_nf = d.numero_nf,
           data_sincronizacao = coalesce(s.data_sincronizacao, now() AT TIME ZONE c.time_zone)
      FROM consumed d CROSS JOIN stg_ciclo c WHERE s.id = d.id
    RETURNING 1
)
SELECT count(*) AS marked FROM marked
