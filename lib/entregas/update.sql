-- Deliveries that are there follow their NF; carrier, lead time and the day of shipment too while it is open: not shipped,
-- delivered or finished, not back in the CD, and in place of no other NF. A predicted day is filled in once, so that one
-- that people typed stays. One that this program cancelled is open again when its NF is, and is kept first. Locks in
-- the order of the ids. Returns the count. Safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
WITH judged AS (
    SELECT e.id, e.cliente, e.cnpj_cliente, e.municipio, e.uf, e.valor_nf, e.data_faturamento, e.vendedor, e.transportadora,
           e.data_embarque, e.data_agenda, e.lead_time, e.data_entrega_prevista, e.separacao_lote_id, e.entregue,
           e.data_hora_entrega_realizada, e.status_finalizacao, e.finalizado_em, e.finalizado_por, to_jsonb(e) AS row,
           w.kind = 'make' AND e.finalizado_por = 'Sistema - NF Cancelada no Odoo' AND e.status_finalizacao = 'Cancelada' AS revived,
           e.data_embarque IS NULL AND e.nf_cd IS NOT TRUE AND e.entregue IS NOT TRUE AND e.substituida_por_nf_id IS NULL
           AND (e.status_finalizacao IS NULL
                OR (w.kind = 'make' AND e.finalizado_por = 'Sistema - NF Cancelada no Odoo' AND e.status_finalizacao = 'Cancelada'))
               AS open
      FROM stg_wanted_delivery w JOIN entregas_monitoradas e ON e.id = w.delivery_id
     WHERE e.id = ANY (ARRAY(SELECT delivery_id FROM stg_wanted_delivery WHERE delivery_id IS NOT NULL))
     ORDER BY e.id FOR NO KEY UPDATE OF e
),
wanted AS NOT MATERIALIZED (  -- from what is locked, as it is once the lock is there
    SELECT e.id, v.*,
           (e.cliente, e.cnpj_cliente, e.municipio, e.uf, e.valor_nf, e.data_faturamento, e.vendedor, e.transportadora,
            e.data_embarque, e.data_agenda, e.lead_time, e.data_entrega_prevista, e.separacao_lote_id, e.entregue,
            e.data_hora_entrega_realizada, e.status_finalizacao, e.finalizado_em, e.finalizado_por)
           IS DISTINCT FROM
           (v.cliente, v.cnpj_cliente, v.municipio, v.uf, v.valor_nf, v.data_faturamento, v.vendedor, v.transportadora,
            v.data_embarque, v.data_agenda, v.lead_time, v.data_entrega_prevista, v.separacao_lote_id, v.entregue,
            v.data_hora_entrega_realizada, v.status_finalizacao, v.finalizado_em, v.finalizado_por) AS differs
      FROM judged e JOIN stg_wanted_delivery w ON w.delivery_id = e.id
     CROSS JOIN LATERAL (SELECT e.open AND w.item IS NOT NULL AS moves,
                                e.open AND w.is_fob AND w.data_embarque IS NOT NULL AS leaves) s
     CROSS JOIN LATERAL (
        SELECT w.cliente, w.cnpj_cliente, w.municipio, w.uf, w.valor_nf, w.data_faturamento, w.vendedor,
               CASE WHEN s.moves THEN w.transportadora ELSE e.transportadora END AS transportadora,
               CASE WHEN s.moves THEN w.data_embarque ELSE e.data_embarque END AS data_embarque,
               CASE WHEN s.moves THEN coalesce(e.data_agenda, w.agenda) ELSE e.data_agenda END AS data_agenda,
               CASE WHEN s.moves THEN w.lead_time ELSE e.lead_time END AS lead_time,
               CASE WHEN s.moves
                    THEN coalesce(e.data_entrega_prevista, CASE WHEN w.is_fob THEN w.data_prevista_embarque END, e.data_agenda,
                                  w.agenda, pg_temp.working_days_after(w.data_embarque, w.lead_time))
                    ELSE e.data_entrega_prevista END AS data_entrega_prevista,
               coalesce(nullif(e.separacao_lote_id, ''), w.lote) AS separacao_lote_id,
               s.leaves OR e.entregue AS entregue,
               CASE WHEN s.leaves THEN w.data_embarque ELSE e.data_hora_entrega_realizada END AS data_hora_entrega_realizada,
               CASE WHEN s.leaves THEN 'Entregue' WHEN e.revived THEN NULL ELSE e.status_finalizacao END AS status_finalizacao,
               CASE WHEN e.revived THEN NULL ELSE e.finalizado_em END AS finalizado_em,
               CASE WHEN e.revived THEN NULL ELSE e.finalizado_por END AS finalizado_por) v
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'entregas_monitoradas', e.id, e.row, 'NF reativada no Odoo', c.execution, now()
      FROM judged e CROSS JOIN stg_ciclo c WHERE e.revived
),
updated AS (
    UPDATE entregas_monitoradas e
       SET cliente = w.cliente, cnpj_cliente = w.cnpj_cliente, municipio = w.municipio, uf = w.uf, valor_nf = w.valor_nf,
           data_faturamento = w.data_faturamento, vendedor = w.vendedor, transportadora = w.transportadora,
           data_embarque = w.data_embarque, data_agenda = w.data_agenda, lead_time = w.lead_time,
           data_entrega_prevista = w.data_entrega_prevista, separacao_lote_id = w.separacao_lote_id, entregue = w.entregue,
           data_hora_entrega_realizada = w.data_hora_entrega_realizada, status_finalizacao = w.status_finalizacao,
           finalizado_em = w.finalizado_em, finalizado_por = w.finalizado_por
      FROM wanted w
     WHERE w.id = e.id AND w.differs
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'entregas_monitoradas', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM wanted WHERE differs) AS sent, (SELECT count(*) FROM updated) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'entregas_monitoradas'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) AS deliveries_updated FROM updated
