-- The shipment items that NFs were linked to name them. An item that names an NF already keeps it. An error that this makes
-- untrue goes: no NF, one that had not arrived, one of another pedido, a client that is filled in or is the NF's; any other
-- stays. One whose error goes is kept first. link_lock_items.sql has locked them. Returns the count. Safe to repeat.
WITH linked AS (
    SELECT i.id, l.numero_nf,
           CASE WHEN i.erro_validacao LIKE 'NF\_NAO\_PREENCHIDA%' OR i.erro_validacao LIKE 'NF\_PENDENTE\_FATURAMENTO%'
                  OR i.erro_validacao LIKE 'NF cancelada no Odoo%' OR i.erro_validacao LIKE 'NF corrigida no Odoo%'
                  OR i.erro_validacao LIKE 'NF\_DIVERGENTE: Pedido NF %'
                  OR i.erro_validacao LIKE 'NF\_DIVERGENTE: NF % é do pedido %'
                  OR (i.erro_validacao LIKE 'CLIENTE\_NAO\_DEFINIDO%' AND i.cnpj_cliente ~ '[0-9]')
                  OR ((i.erro_validacao LIKE 'NF\_DIVERGENTE: NF % pertence ao CNPJ %' OR i.erro_validacao LIKE 'CNPJ\_DIFERENTE%')
                      AND lpad(regexp_replace(i.cnpj_cliente, '[^0-9]', '', 'g'), 14, '0')
                          = lpad(regexp_replace(f.cnpj_cliente, '[^0-9]', '', 'g'), 14, '0')) THEN NULL
                ELSE i.erro_validacao END AS erro_validacao,
           i.erro_validacao AS old_erro, i.nota_fiscal, to_jsonb(i) AS row
      FROM stg_link l JOIN embarque_itens i ON i.id = l.item_id
     CROSS JOIN LATERAL (SELECT f.cnpj_cliente FROM faturamento_produto f WHERE f.numero_nf = l.numero_nf ORDER BY f.id LIMIT 1) f
     WHERE i.id = ANY (ARRAY(SELECT item_id FROM stg_link)) AND pg_temp.nf_number(i.nota_fiscal) IN ('', pg_temp.nf_number(l.numero_nf))
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'embarque_itens', l.id, l.row, 'NF vinculada ao item', c.execution, now() FROM linked l CROSS JOIN stg_ciclo c
     WHERE l.old_erro <> '' AND l.erro_validacao IS NULL
),
marked AS (
    UPDATE embarque_itens i
       SET nota_fiscal = CASE WHEN pg_temp.nf_number(i.nota_fiscal) = '' THEN l.numero_nf ELSE i.nota_fiscal END,
           erro_validacao = l.erro_validacao
      FROM linked l
     WHERE i.id = l.id AND i.id = ANY (ARRAY(SELECT id FROM linked))
       AND (pg_temp.nf_number(i.nota_fiscal) = '' OR i.erro_validacao IS DISTINCT FROM l.erro_validacao)
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'embarque_itens', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM linked l
                     WHERE pg_temp.nf_number(l.nota_fiscal) = '' OR l.old_erro IS DISTINCT FROM l.erro_validacao) AS sent,
                   (SELECT count(*) FROM marked) AS written) n
     WHERE n.written < n.sent
)
SELECT count(*) AS shipment_items_linked FROM marked
