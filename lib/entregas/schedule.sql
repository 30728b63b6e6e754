-- The agendamento of a delivery, from its shipment item, once: its day where no agendamento has one, else its protocolo where
-- none has one. None for a delivery that is finished or back in the CD. Those that are there are never changed. Returns
-- the count. Safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
WITH held AS (
    SELECT a.entrega_id, bool_or(a.data_agendada IS NOT NULL) AS has_day, bool_or(a.protocolo_agendamento <> '') AS has_protocolo
      FROM agendamentos_entrega a
     WHERE a.entrega_id = ANY (ARRAY(SELECT delivery_id FROM stg_wanted_delivery WHERE delivery_id IS NOT NULL))
     GROUP BY 1
),
wanted AS (
    SELECT w.delivery_id, w.numero_nf, w.confirmed, CASE WHEN h.has_day IS NOT TRUE THEN w.agenda END AS data_agendada,
           CASE WHEN h.has_protocolo IS NOT TRUE THEN w.protocolo END AS protocolo, h.has_day IS TRUE AS has_day
      FROM stg_wanted_delivery w
      JOIN entregas_monitoradas e ON e.id = w.delivery_id
      LEFT JOIN held h ON h.entrega_id = w.delivery_id
     WHERE e.id = ANY (ARRAY(SELECT delivery_id FROM stg_wanted_delivery WHERE delivery_id IS NOT NULL))
       AND (e.status_finalizacao IS NULL OR e.status_finalizacao = 'Entregue' AND w.is_fob) AND e.nf_cd IS NOT TRUE
),
missing AS MATERIALIZED (
    SELECT w.* FROM wanted w WHERE w.data_agendada IS NOT NULL OR (w.has_day AND w.protocolo IS NOT NULL)
),
inserted AS (
    INSERT INTO agendamentos_entrega (entrega_id, data_agendada, forma_agendamento, protocolo_agendamento, autor, criado_em, status,
        confirmado_por, confirmado_em /* later columns of agendamentos_entrega */)
    SELECT w.delivery_id, w.data_agendada, 'Embarque Automático', w.protocolo, 'Sistema - Sincronização Automática',
           now() AT TIME ZONE c.time_zone, CASE WHEN w.confirmed THEN 'confirmado' ELSE 'aguardando' END,
           CASE WHEN w.confirmed THEN 'Sistema - Sincronização Automática' END,
           CASE WHEN w.confirmed THEN now() AT TIME ZONE c.time_zone END /* their values */
      FROM missing w CROSS JOIN stg_ciclo c
     ORDER BY w.numero_nf
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'agendamentos_entrega', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM missing) AS sent,
                   (SELECT count(*) FROM inserted) AS written) n
     WHERE n.written < n.sent
)
SELECT count(*) AS delivery_appointments FROM inserted
