-- Notes the shipments that were newly found without a freight, AVISO EMBARQUE_SEM_FRETE, and remembers them: each is told
-- once. Returns nothing. Not safe to repeat in a transaction.
WITH remembered AS (
    INSERT INTO ciclo_sem_frete (embarque_id, cnpj, noted_at) SELECT embarque_id, cnpj, now() FROM stg_embarque_sem_frete
)
INSERT INTO stg_notice (kind, subject, detail)
SELECT 'EMBARQUE_SEM_FRETE', 'embarque ' || coalesce(numero, embarque_id), 'CNPJ ' || cnpj_cliente || ', NF ' || notas_fiscais
  FROM stg_embarque_sem_frete
