-- What the deliveries to make or to follow should say: the NF from its report; carrier, days and agendamento from the item
-- of the last shipment that carries the NF, whatever its status; the lead time from the carrier's first route to the item's
-- city (capitals do not count, accents do). Of several deliveries of one NF the oldest is meant, and only those of origem
-- NACOM where there is such a column. Returns nothing. Not safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
WITH nf (numbers) AS (
    SELECT coalesce(array_agg(numero_nf), '{}') FROM stg_delivery WHERE kind <> 'cancel'
),
item AS (
    SELECT DISTINCT ON (i.nota_fiscal) i.id, i.nota_fiscal, i.uf_destino, i.cidade_destino, b.data_embarque,
           (to_jsonb(b) ->> 'data_prevista_embarque')::date AS data_prevista_embarque,
           (to_jsonb(b) ->> 'transportadora_id')::integer AS transportadora_id,
           pg_temp.typed_day(to_jsonb(i) ->> 'data_agenda') AS agenda,
           left(nullif(btrim(to_jsonb(i) ->> 'protocolo_agendamento'), ''), 100) AS protocolo,
           -- before there was such a column every agendamento counted as confirmed
           coalesce((to_jsonb(i) ->> 'agendamento_confirmado')::boolean, NOT to_jsonb(i) ? 'agendamento_confirmado') AS confirmed
      FROM embarque_itens i JOIN embarques b ON b.id = i.embarque_id
     WHERE i.nota_fiscal = ANY (ARRAY(SELECT unnest(numbers) FROM nf))
     ORDER BY i.nota_fiscal, i.embarque_id DESC, i.id
),
route AS (
    SELECT x.cnpj, a.uf, upper(c.nome) AS cidade, (array_agg(nullif(a.lead_time, 0) ORDER BY a.id))[1] AS lead_time
      FROM cidades_atendidas a JOIN cidades c ON c.id = a.cidade_id JOIN transportadoras x ON x.id = a.transportadora_id
     WHERE EXISTS (SELECT 1 FROM item)
     GROUP BY 1, 2, 3
),
lot AS (
    SELECT s.numero_nf, min(s.separacao_lote_id) AS lote FROM separacao s
     WHERE s.numero_nf = ANY (ARRAY(SELECT unnest(numbers) FROM nf)) AND s.status IS DISTINCT FROM 'PREVISAO'
     GROUP BY 1
),
held AS (
    SELECT e.numero_nf, min(e.id) AS id FROM entregas_monitoradas e
     WHERE e.numero_nf = ANY (ARRAY(SELECT unnest(numbers) FROM nf)) AND coalesce(to_jsonb(e) ->> 'origem', 'NACOM') = 'NACOM'
     GROUP BY 1
)
INSERT INTO stg_wanted_delivery (numero_nf, kind, delivery_id, cliente, cnpj_cliente, municipio, uf, valor_nf, data_faturamento,
    vendedor, is_fob, item, transportadora, data_embarque, data_prevista_embarque, lead_time, agenda, protocolo, confirmed, lote)
SELECT d.numero_nf, d.kind, h.id, coalesce(r.nome_cliente, ''), r.cnpj_cliente, r.municipio, r.estado, r.valor_total,
       r.data_fatura, r.vendedor, coalesce(upper(r.incoterm) LIKE '%FOB%', false), i.id,
       coalesce(nullif(t.razao_social, ''), '-'), i.data_embarque, i.data_prevista_embarque, w.lead_time, i.agenda,
       i.protocolo, coalesce(i.confirmed, false), l.lote
  FROM stg_delivery d
  JOIN relatorio_faturamento_importado r ON r.numero_nf = d.numero_nf AND r.ativo
  LEFT JOIN item i ON i.nota_fiscal = d.numero_nf
  LEFT JOIN transportadoras t ON t.id = i.transportadora_id
  LEFT JOIN route w ON w.cnpj = t.cnpj AND w.uf = i.uf_destino AND w.cidade = upper(i.cidade_destino)
  LEFT JOIN lot l ON l.numero_nf = d.numero_nf
  LEFT JOIN held h ON h.numero_nf = d.numero_nf
 WHERE d.kind <> 'cancel'
