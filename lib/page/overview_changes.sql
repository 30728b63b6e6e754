-- What good stages wrote on each of the last $2 integer local days of the zone $1 text, today included, days without a
-- cycle too, the oldest first. A count that is not a number is left out. Reads only.
WITH p (zone, days) AS (VALUES ($1::text, $2::integer)),
span (first, today) AS (
    SELECT today - make_interval(days => days - 1), today FROM p, date_trunc('day', now() AT TIME ZONE zone) today
),
done AS (
    SELECT date_trunc('day', e.started_at AT TIME ZONE p.zone) AS day, e.execution, e.stage || '.' || c.key AS name,
           -- a count beyond all counts is none
           CASE WHEN jsonb_typeof(c.value) = 'number' AND abs(c.value::numeric) < 1e12 THEN c.value::numeric END AS rows
      FROM p CROSS JOIN span JOIN ciclo_etapa e ON e.outcome = 'ok' AND e.started_at >= span.first AT TIME ZONE p.zone
      LEFT JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(e.counts) = 'object' THEN e.counts END) c ON true
)
SELECT to_char(d.day, 'YYYY-MM-DD') AS day, count(DISTINCT execution) AS cycles,
       coalesce(sum(rows) FILTER (WHERE name = 'faturamento.rows_inserted'), 0)::bigint AS nf_inserted,
       coalesce(sum(rows) FILTER (WHERE name = 'faturamento.rows_updated'), 0)::bigint AS nf_updated,
       coalesce(sum(rows) FILTER (WHERE name IN ('faturamento.cancelled', 'faturamento.gone')), 0)::bigint AS nf_cancelled,
       coalesce(sum(rows) FILTER (WHERE name = 'faturamento.deliveries_inserted'), 0)::bigint AS deliveries_inserted,
       coalesce(sum(rows) FILTER (WHERE name LIKE '%.shipment\_items\_updated'), 0)::bigint AS shipment_items_updated,
       coalesce(sum(rows) FILTER (WHERE name LIKE '%.events'), 0)::bigint AS events,
       coalesce(sum(rows) FILTER (WHERE name = 'faturado.marked'), 0)::bigint AS separacoes_marked,
       coalesce(sum(rows) FILTER (WHERE name = 'carteira.inserted'), 0)::bigint AS backlog_inserted,
       coalesce(sum(rows) FILTER (WHERE name = 'carteira.updated'), 0)::bigint AS backlog_updated,
       coalesce(sum(rows) FILTER (WHERE name = 'carteira.archived'), 0)::bigint AS backlog_archived
  FROM span CROSS JOIN generate_series(span.first, span.today, interval '1 day') d (day) LEFT JOIN done USING (day)
 GROUP BY d.day ORDER BY d.day
