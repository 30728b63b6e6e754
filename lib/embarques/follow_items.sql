-- What the items that are looked at say: with a valid NF (in the report, and of the item's client by the digits of the CNPJ)
-- peso and valor of the NF; else the sums of the lot's open rows, of those too that the item's own NF consumed; without a lot
-- they stay. An item that is validated (stg_shipment) takes the application's text of what is wrong, or loses one that is no
-- longer true; any other text stays: that of a cancelled NF, of an NF of another pedido while it is one, and what
-- nobody knows. Rows that do not differ by half a gram or half a cent are not written; one that loses its text or a
-- value is kept first, unless this cycle has kept it already. lock_items.sql has locked them. Returns the count. Safe
-- to repeat.
WITH item AS (
    SELECT i.id, s.validates, i.erro_validacao AS old_erro, to_jsonb(i) AS row, r.numero_nf IS NOT NULL AS known,
           r.peso_bruto, r.valor_total, l.peso, l.valor, l.pallets,
           CASE WHEN (i.cnpj_cliente ~ '[0-9]') IS NOT TRUE
                THEN 'CLIENTE_NAO_DEFINIDO: Defina o cliente antes de preencher a NF'
                WHEN lpad(regexp_replace(i.cnpj_cliente, '[^0-9]', '', 'g'), 14, '0')
                     <> lpad(regexp_replace(coalesce(r.cnpj_cliente, ''), '[^0-9]', '', 'g'), 14, '0')
                THEN left('NF_DIVERGENTE: NF ' || btrim(i.nota_fiscal) || ' pertence ao CNPJ ' || coalesce(r.cnpj_cliente, '')
                          || ', não a ' || i.cnpj_cliente, 500) END AS fault,
           coalesce(i.erro_validacao, '') = '' OR i.erro_validacao LIKE '%NF\_PENDENTE\_FATURAMENTO%'
           OR i.erro_validacao LIKE '%NF\_NAO\_PREENCHIDA%' OR i.erro_validacao LIKE '%CLIENTE\_NAO\_DEFINIDO%'
           OR i.erro_validacao LIKE 'NF\_DIVERGENTE: NF % pertence ao CNPJ %' OR i.erro_validacao LIKE 'CNPJ\_DIFERENTE%'
           OR (i.erro_validacao LIKE 'NF\_DIVERGENTE: Pedido NF %'
               AND EXISTS (SELECT 1 FROM faturamento_produto f
                            WHERE f.numero_nf = r.numero_nf AND f.status_nf <> 'Cancelado' AND f.origem = i.pedido OFFSET 0))
           AS is_judged_anew
      FROM stg_shipment s
     CROSS JOIN LATERAL (SELECT * FROM embarque_itens i WHERE i.id = s.item_id OFFSET 0) i
      LEFT JOIN LATERAL (SELECT * FROM relatorio_faturamento_importado r
                          WHERE r.numero_nf = ANY (ARRAY[i.nota_fiscal::text, pg_temp.nf_number(i.nota_fiscal)])
                            AND pg_temp.nf_number(i.nota_fiscal) <> ''
                          ORDER BY (r.numero_nf = i.nota_fiscal) DESC LIMIT 1) r ON true
      LEFT JOIN LATERAL (SELECT coalesce(sum(p.peso), 0) AS peso, coalesce(sum(p.valor_saldo), 0) AS valor,
                                coalesce(sum(p.pallet), 0) AS pallets
                           FROM separacao p
                          WHERE p.separacao_lote_id = i.separacao_lote_id
                            AND (NOT p.sincronizado_nf
                                 OR pg_temp.nf_number(p.numero_nf) = nullif(pg_temp.nf_number(i.nota_fiscal), ''))
                        ) l ON i.separacao_lote_id <> ''
),
judged AS (
    SELECT i.id, i.row, i.old_erro,
           CASE WHEN NOT (i.validates AND i.known AND i.is_judged_anew) THEN i.old_erro
                WHEN i.fault LIKE 'NF\_DIVERGENTE%' AND i.old_erro LIKE 'CNPJ\_DIFERENTE%' THEN i.old_erro  -- still true
                ELSE i.fault END AS erro,
           CASE WHEN i.known AND i.fault IS NULL THEN coalesce(i.peso_bruto, 0) ELSE i.peso END AS peso,
           CASE WHEN i.known AND i.fault IS NULL THEN coalesce(i.valor_total, 0) ELSE i.valor END AS valor,
           CASE WHEN i.known AND i.fault IS NULL THEN NULL ELSE i.pallets END AS pallets
      FROM item i
),
differing AS (
    SELECT j.*, v.loses FROM judged j
     CROSS JOIN LATERAL (
            SELECT coalesce(bool_or(abs(coalesce(w.old, 0) - w.new) > w.slack), false) AS differs,
                   coalesce(bool_or(w.old <> 0 AND w.new = 0), false) AS loses
              FROM (VALUES ('peso', (j.row ->> 'peso')::float8, j.peso, 0.0005),
                           ('valor', (j.row ->> 'valor')::float8, j.valor, 0.005),
                           ('pallets', (j.row ->> 'pallets')::float8, j.pallets, 0.0005)) w (name, old, new, slack)
             WHERE j.row ? w.name) v
     WHERE v.differs OR coalesce(j.erro, '') <> coalesce(j.old_erro, '')
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'embarque_itens', d.id, d.row, 'embarque validado', c.execution, now() FROM differing d CROSS JOIN stg_ciclo c
     WHERE (d.loses OR (d.old_erro <> '' AND d.erro IS NULL))
       AND NOT EXISTS (SELECT 1 FROM ciclo_removido r WHERE r.table_name = 'embarque_itens' AND r.record_id = d.id
                          AND r.execution = c.execution OFFSET 0)
),
updated AS (
    UPDATE embarque_itens i
       SET erro_validacao = d.erro
         , peso = coalesce(d.peso, i.peso) -- where embarque_itens.peso exists
         , valor = coalesce(d.valor, i.valor) -- where embarque_itens.valor exists
         , pallets = coalesce(d.pallets, i.pallets) -- where embarque_itens.pallets exists
      FROM differing d
     WHERE i.id = d.id AND i.id = ANY (ARRAY(SELECT id FROM differing))
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'embarque_itens', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM differing) AS sent, (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS shipment_items_updated FROM updated
