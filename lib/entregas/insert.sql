-- Deliveries that are missing. One that this program made before and that is gone is not made again. An NF that leaves
-- with its buyer (FOB) is delivered on the day that it leaves. Returns the count. Safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
WITH inserted AS (
    INSERT INTO entregas_monitoradas (numero_nf, cliente, cnpj_cliente, municipio, uf, valor_nf, data_faturamento, vendedor,
        transportadora, data_embarque, data_agenda, lead_time, data_entrega_prevista, separacao_lote_id, criado_em, entregue,
        reagendar, pendencia_financeira, nf_cd, data_hora_entrega_realizada,
        status_finalizacao /* later columns of entregas_monitoradas */)
    SELECT w.numero_nf, w.cliente, w.cnpj_cliente, w.municipio, w.uf, w.valor_nf, w.data_faturamento, w.vendedor,
           w.transportadora, w.data_embarque, w.agenda, w.lead_time,
           coalesce(CASE WHEN w.is_fob THEN w.data_prevista_embarque END, w.agenda,
                    pg_temp.working_days_after(w.data_embarque, w.lead_time)),
           w.lote, now() AT TIME ZONE c.time_zone, w.is_fob AND w.data_embarque IS NOT NULL, false, false, false,
           CASE WHEN w.is_fob THEN w.data_embarque END,
           CASE WHEN w.is_fob AND w.data_embarque IS NOT NULL THEN 'Entregue' END /* their values */
      FROM stg_wanted_delivery w CROSS JOIN stg_ciclo c
     WHERE w.kind = 'make' AND w.delivery_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM ciclo_entrega k WHERE k.numero_nf = w.numero_nf AND k.made_at IS NOT NULL)
     ORDER BY w.numero_nf
    RETURNING id, numero_nf
),
known AS (
    UPDATE stg_wanted_delivery w SET delivery_id = i.id FROM inserted i WHERE i.numero_nf = w.numero_nf
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'entregas_monitoradas', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_wanted_delivery w WHERE w.kind = 'make' AND w.delivery_id IS NULL
                      AND NOT EXISTS (SELECT 1 FROM ciclo_entrega k WHERE k.numero_nf = w.numero_nf AND k.made_at IS NOT NULL)) AS sent,
                   (SELECT count(*) FROM inserted) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS deliveries_inserted FROM inserted
