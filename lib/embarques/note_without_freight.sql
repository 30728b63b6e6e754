-- Notes the shipments that were newly found without a freight: AVISO EMBARQUE_SEM_FRETE and an event, for each shipment and
-- client once, which is remembered. No event in faturamento's first good run of a whole cycle, like any other. Returns
-- the count of events. Not safe to repeat in a transaction.
WITH remembered AS (
    INSERT INTO ciclo_sem_frete (embarque_id, cnpj, noted_at) SELECT embarque_id, cnpj, now() FROM stg_embarque_sem_frete
),
emitted AS (
    INSERT INTO ciclo_evento (kind, key, execution, emitted_at, payload)
    SELECT 'embarque_sem_frete', 'embarque ' || coalesce(s.numero, s.embarque_id), c.execution, now(),
           jsonb_build_object('embarque_id', s.embarque_id, 'cnpj_cliente', s.cnpj_cliente, 'notas_fiscais', s.notas_fiscais)
      FROM stg_embarque_sem_frete s CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM stg_first_run r WHERE r.stage = 'faturamento' AND r.is_first)
     ORDER BY s.embarque_id, s.cnpj
    RETURNING 1
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'EMBARQUE_SEM_FRETE', 'embarque ' || coalesce(numero, embarque_id), 'CNPJ ' || cnpj_cliente || ', NF ' || notas_fiscais
      FROM stg_embarque_sem_frete
)
SELECT count(*) AS events FROM emitted
