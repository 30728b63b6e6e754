-- What the deliveries to make or to follow should say: the NF from its report; carrier, days and agendamento from the item
-- of the last shipment that carries the NF, whatever its status; the lead time from the carrier's first route to the item's
-- city (capitals do not count, accents do). Of several deliveries of one NF the oldest is meant, and only those of origem
-- NACOM where there is such a column. Returns nothing. Not safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
WITH nf (numbers) AS MATERIALIZED (
    SELECT coalesce(array_agg(numero_nf), '{}') FROM stg_delivery WHERE kind <> 'cancel'
),
part AS (  -- of an NF: what is grouped needs no join, whose plan might be dear
    SELECT d.numero_nf, d.kind, NULL::relatorio_faturamento_importado AS report, false AS is_report, NULL::jsonb AS item, NULL::integer AS embarque_id, NULL::integer AS item_id,
           NULL::text AS lote, NULL::integer AS delivery_id
      FROM stg_delivery d WHERE d.kind <> 'cancel'
    UNION ALL
    SELECT r.numero_nf, NULL, r, true, NULL, NULL, NULL, NULL, NULL FROM relatorio_faturamento_importado r
     WHERE r.numero_nf = ANY (ARRAY(SELECT unnest(numbers) FROM nf)) AND r.ativo
    UNION ALL
    SELECT i.nota_fiscal, NULL, NULL, false, to_jsonb(i), i.embarque_id, i.id, NULL, NULL FROM embarque_itens i
     WHERE i.nota_fiscal = ANY (ARRAY(SELECT unnest(numbers) FROM nf))
    UNION ALL
    SELECT s.numero_nf, NULL, NULL, false, NULL, NULL, NULL, s.separacao_lote_id, NULL FROM separacao s
     WHERE s.numero_nf = ANY (ARRAY(SELECT unnest(numbers) FROM nf)) AND s.status IS DISTINCT FROM 'PREVISAO'
    UNION ALL
    SELECT e.numero_nf, NULL, NULL, false, NULL, NULL, NULL, NULL, e.id FROM entregas_monitoradas e
     WHERE e.numero_nf = ANY (ARRAY(SELECT unnest(numbers) FROM nf)) AND coalesce(to_jsonb(e) ->> 'origem', 'NACOM') = 'NACOM'
),
whole AS (
    SELECT p.numero_nf, max(p.kind) AS kind, (array_agg(p.report) FILTER (WHERE p.is_report))[1] AS report, bool_or(p.is_report) AS has_report,
           (array_agg(p.item ORDER BY p.embarque_id DESC, p.item_id) FILTER (WHERE p.item IS NOT NULL))[1] AS item,
           min(p.lote) AS lote, min(p.delivery_id) AS delivery_id
      FROM part p GROUP BY p.numero_nf
),
route AS MATERIALIZED (
    SELECT x.cnpj, a.uf, upper(c.nome) AS cidade, (array_agg(nullif(a.lead_time, 0) ORDER BY a.id))[1] AS lead_time
      FROM cidades_atendidas a JOIN cidades c ON c.id = a.cidade_id JOIN transportadoras x ON x.id = a.transportadora_id
     GROUP BY 1, 2, 3
)
INSERT INTO stg_wanted_delivery (numero_nf, kind, delivery_id, cliente, cnpj_cliente, municipio, uf, valor_nf, data_faturamento,
    vendedor, is_fob, item, transportadora, data_embarque, data_prevista_embarque, lead_time, agenda, protocolo, confirmed, lote)
SELECT w.numero_nf, w.kind, w.delivery_id, coalesce((w.report).nome_cliente, ''), (w.report).cnpj_cliente, (w.report).municipio,
       (w.report).estado, (w.report).valor_total, (w.report).data_fatura, (w.report).vendedor,
       coalesce(upper((w.report).incoterm) LIKE '%FOB%', false), (w.item ->> 'id')::integer,
       coalesce(nullif(t.razao_social, ''), '-'), b.data_embarque, b.data_prevista_embarque, k.lead_time,
       pg_temp.typed_day(w.item ->> 'data_agenda'), left(nullif(btrim(w.item ->> 'protocolo_agendamento'), ''), 100),
       -- before there was such a column every agendamento counted as confirmed
       w.item IS NOT NULL AND coalesce((w.item ->> 'agendamento_confirmado')::boolean, NOT w.item ? 'agendamento_confirmado'),
       w.lote
  FROM whole w
  LEFT JOIN LATERAL (
        SELECT b.data_embarque, (to_jsonb(b) ->> 'data_prevista_embarque')::date AS data_prevista_embarque,
               (to_jsonb(b) ->> 'transportadora_id')::integer AS transportadora_id
          FROM embarques b WHERE b.id = (w.item ->> 'embarque_id')::integer OFFSET 0) b ON true
  LEFT JOIN LATERAL (SELECT * FROM transportadoras t WHERE t.id = b.transportadora_id OFFSET 0) t ON true
  LEFT JOIN route k ON k.cnpj = t.cnpj AND k.uf = w.item ->> 'uf_destino' AND k.cidade = upper(w.item ->> 'cidade_destino')
 WHERE w.kind IS NOT NULL AND w.has_report
