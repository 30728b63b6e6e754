-- The delivery of an NF that is cancelled is 'Cancelada', as the application itself does it; it loses its dates and is kept
-- first. A second cycle finds nothing due: what people do with it afterwards stays. Locks in the order of the ids. Returns
-- the count. Safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
WITH locked AS (
    SELECT e.id, to_jsonb(e) AS row FROM entregas_monitoradas e
     WHERE e.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_delivery WHERE kind = 'cancel'))
       AND e.status_finalizacao IS DISTINCT FROM 'Cancelada' AND coalesce(to_jsonb(e) ->> 'origem', 'NACOM') = 'NACOM'
     ORDER BY e.id FOR NO KEY UPDATE
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'entregas_monitoradas', l.id, l.row, 'NF cancelada no Odoo', c.execution, now() FROM locked l CROSS JOIN stg_ciclo c
),
cancelled AS (
    UPDATE entregas_monitoradas e
       SET status_finalizacao = 'Cancelada', entregue = false, data_hora_entrega_realizada = NULL, data_embarque = NULL,
           data_entrega_prevista = NULL, nova_nf = NULL, finalizado_em = now() AT TIME ZONE c.time_zone,
           finalizado_por = 'Sistema - NF Cancelada no Odoo'
      FROM stg_ciclo c
     WHERE e.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'entregas_monitoradas', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM cancelled) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS deliveries_cancelled FROM cancelled
