-- Which separações in stg_unmarked have an NF that has arrived: those that carry a known, not cancelled NF, and those of a
-- lot and pedido whose active shipment item carries one. An item whose NF is known to be another pedido's says nothing.
-- Returns the count. Not safe to repeat in a transaction.
WITH carries AS (
    SELECT id, numero_nf FROM stg_unmarked WHERE numero_nf <> ''
    UNION
    SELECT u.id, i.nota_fiscal FROM stg_unmarked u
      JOIN embarque_itens i ON i.separacao_lote_id = u.separacao_lote_id AND i.pedido = u.num_pedido AND i.status = 'ativo'
     WHERE coalesce(u.numero_nf, '') = '' AND i.nota_fiscal <> ''
       AND (i.embarque_id IN (SELECT e.id FROM embarques e WHERE e.status = 'ativo')) IS TRUE
       AND (i.erro_validacao IS NULL OR i.erro_validacao NOT LIKE 'NF\_DIVERGENTE%')
),
arrived AS (
    SELECT n.numero_nf FROM (SELECT DISTINCT numero_nf FROM carries) n
     CROSS JOIN LATERAL (SELECT bool_or(f.status_nf = 'Cancelado') AS cancelled
                           FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf) f
     WHERE NOT f.cancelled
),
stored AS (
    INSERT INTO stg_consumed (id, numero_nf)
    SELECT c.id, min(c.numero_nf) FROM carries c JOIN arrived a ON a.numero_nf = c.numero_nf GROUP BY c.id
    RETURNING 1
)
SELECT count(*) AS consumed FROM stored
