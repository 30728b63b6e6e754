-- The NFs whose deliveries this cycle looks at: those that are due, also of earlier cycles (a draft waits until it is
-- posted); NFs that people typed into an active shipment before they were invoiced, and that have no delivery; and those
-- whose delivery is there and says something else than the NF, or that found their lot now. Never another issuer's, and
-- none that people took out. Of a selection only what it may write. Returns how many. Not safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
WITH due AS (
    SELECT k.numero_nf, k.due AS kind FROM ciclo_entrega k CROSS JOIN stg_ciclo c
     WHERE k.due IS NOT NULL
       AND (c.scope IS NULL OR EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = k.numero_nf))
       AND (k.due = 'cancel' OR NOT EXISTS (SELECT 1 FROM ciclo_nf m WHERE m.numero_nf = k.numero_nf AND m.state = 'draft' OFFSET 0))
),
shipped AS (
    SELECT DISTINCT i.nota_fiscal AS numero_nf
      FROM embarques b JOIN embarque_itens i ON i.embarque_id = b.id CROSS JOIN stg_ciclo c
     WHERE b.status = 'ativo' AND i.status = 'ativo' AND i.nota_fiscal <> ''
       AND (c.scope IS NULL OR i.pedido = ANY (c.scope))
       AND NOT EXISTS (SELECT 1 FROM ciclo_entrega k WHERE k.numero_nf = i.nota_fiscal OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM ciclo_nf m WHERE m.numero_nf = i.nota_fiscal AND m.state <> 'posted' OFFSET 0)
),
typed AS (  -- grouped, not joined: no plan of it is dear
    SELECT q.numero_nf, 'make' AS kind
      FROM (SELECT numero_nf, false AS has_delivery FROM shipped
            UNION ALL
            SELECT e.numero_nf, true FROM entregas_monitoradas e
             WHERE e.numero_nf = ANY (ARRAY(SELECT numero_nf FROM shipped)) AND coalesce(to_jsonb(e) ->> 'origem', 'NACOM') = 'NACOM') q
     GROUP BY q.numero_nf
    HAVING NOT bool_or(q.has_delivery)
),
delivered AS MATERIALIZED (
    SELECT e.numero_nf FROM entregas_monitoradas e
     WHERE e.numero_nf = ANY (ARRAY(SELECT n.numero_nf FROM stg_nf n WHERE n.state = 'posted' AND n.kept IS NULL))
),
changed AS (
    SELECT q.numero_nf, 'follow' AS kind
      FROM (SELECT r.numero_nf, false AS is_delivery,
                   ROW(coalesce(r.nome_cliente, ''), r.cnpj_cliente, r.municipio, r.estado, r.valor_total, r.data_fatura, r.vendedor)::text AS says
              FROM relatorio_faturamento_importado r
             WHERE r.numero_nf = ANY (ARRAY(SELECT numero_nf FROM delivered))
            UNION ALL
            SELECT e.numero_nf, true,
                   ROW(e.cliente, e.cnpj_cliente, e.municipio, e.uf, e.valor_nf, e.data_faturamento, e.vendedor)::text
              FROM entregas_monitoradas e
             WHERE e.numero_nf = ANY (ARRAY(SELECT numero_nf FROM delivered))
               AND coalesce(to_jsonb(e) ->> 'origem', 'NACOM') = 'NACOM') q
     GROUP BY q.numero_nf
    HAVING bool_or(q.is_delivery) AND count(DISTINCT q.says) > 1
    UNION
    SELECT l.numero_nf, 'follow' FROM stg_link l WHERE l.item_id IS NOT NULL
),
found AS (
    SELECT a.numero_nf, CASE WHEN bool_or(a.kind = 'cancel') THEN 'cancel' ELSE max(a.kind) END AS kind  -- make before follow
      FROM (SELECT * FROM due UNION ALL SELECT * FROM typed UNION ALL SELECT * FROM changed) a
     WHERE NOT EXISTS (SELECT 1 FROM stg_foreign_nf f WHERE f.numero_nf = a.numero_nf OFFSET 0)
     GROUP BY a.numero_nf
),
stored AS (
    INSERT INTO stg_delivery (numero_nf, kind)
    SELECT f.numero_nf, f.kind FROM found f
     WHERE f.kind = 'cancel'
        OR EXISTS (SELECT 1 FROM relatorio_faturamento_importado r WHERE r.numero_nf = f.numero_nf AND r.ativo OFFSET 0)
    RETURNING 1
)
SELECT count(*) AS nfs FROM stored
