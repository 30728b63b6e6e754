-- Active shipments that are looked at and complete (every active item, CarVia's apart, has an NF of the report and of its
-- client, and no error) and that have no freight for a client of a pedido from Odoo, whatever a freight's status; each only
-- once per shipment and client (ciclo_sem_frete). The carrier 'FOB - COLETA' makes none. CNPJs are compared by their digits.
-- Returns the count. Not safe to repeat in a transaction.
-- Only where fretes.embarque_id exists.
-- Only where fretes.cnpj_cliente exists.
WITH item AS (
    SELECT i.embarque_id, i.pedido, i.cnpj_cliente, i.nota_fiscal, d.cnpj,
           bool_and(coalesce(i.erro_validacao, '') = '' AND i.cnpj_cliente ~ '[0-9]'
                    AND coalesce(d.cnpj = lpad(regexp_replace(r.cnpj_cliente, '[^0-9]', '', 'g'), 14, '0'), false))
           OVER (PARTITION BY i.embarque_id) AS complete
      FROM embarque_itens i
     CROSS JOIN LATERAL (SELECT lpad(regexp_replace(i.cnpj_cliente, '[^0-9]', '', 'g'), 14, '0') AS cnpj) d
      LEFT JOIN LATERAL (SELECT r.cnpj_cliente FROM relatorio_faturamento_importado r
                          WHERE r.numero_nf = ANY (ARRAY[i.nota_fiscal::text, pg_temp.nf_number(i.nota_fiscal)])
                            AND pg_temp.nf_number(i.nota_fiscal) <> ''
                          ORDER BY (r.numero_nf = i.nota_fiscal) DESC LIMIT 1) r ON true
     WHERE i.embarque_id = ANY (ARRAY(SELECT embarque_id FROM stg_shipment)) AND i.status = 'ativo'
       AND to_jsonb(i) ->> 'carvia_cotacao_id' IS NULL
),
freight AS MATERIALIZED (
    SELECT f.embarque_id, lpad(regexp_replace(f.cnpj_cliente, '[^0-9]', '', 'g'), 14, '0') AS cnpj
      FROM fretes f WHERE f.embarque_id = ANY (ARRAY(SELECT embarque_id FROM stg_shipment))
),
found AS (
    SELECT i.embarque_id, i.cnpj, e.numero, min(i.cnpj_cliente) AS cnpj_cliente,
           string_agg(DISTINCT btrim(i.nota_fiscal), ', ') AS notas_fiscais
      FROM item i JOIN embarques e ON e.id = i.embarque_id CROSS JOIN stg_ciclo c
     WHERE e.id = ANY (ARRAY(SELECT embarque_id FROM stg_shipment)) AND e.status = 'ativo'
       AND i.complete AND i.pedido LIKE ANY (c.pedido_patterns)
       AND ((i.embarque_id, i.cnpj) IN (SELECT f.embarque_id, f.cnpj FROM freight f)) IS NOT TRUE
       AND NOT EXISTS (SELECT 1 FROM ciclo_sem_frete k WHERE k.embarque_id = i.embarque_id AND k.cnpj = i.cnpj OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM transportadoras t WHERE t.id = (to_jsonb(e) ->> 'transportadora_id')::integer AND upper(btrim(t.razao_social)) = 'FOB - COLETA' OFFSET 0) -- where transportadoras.razao_social exists
     GROUP BY i.embarque_id, i.cnpj, e.numero
),
stored AS (
    INSERT INTO stg_embarque_sem_frete (embarque_id, numero, cnpj, cnpj_cliente, notas_fiscais)
    SELECT embarque_id, numero, cnpj, cnpj_cliente, notas_fiscais FROM found
    RETURNING 1
)
SELECT count(*) AS shipments_without_freight FROM stored
