-- The shipment items that NFs were linked to name them, and have no error any more. An item that names an NF already
-- keeps it. One that had an error is kept first. link_lock_items.sql has locked them. Returns the count. Safe to repeat.
WITH kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'embarque_itens', i.id, to_jsonb(i), 'NF vinculada ao item', c.execution, now()
      FROM stg_link l JOIN embarque_itens i ON i.id = l.item_id CROSS JOIN stg_ciclo c
     WHERE i.id = ANY (ARRAY(SELECT item_id FROM stg_link)) AND i.erro_validacao <> ''
       AND (coalesce(i.nota_fiscal, '') = '' OR i.nota_fiscal = l.numero_nf)
),
marked AS (
    UPDATE embarque_itens i
       SET nota_fiscal = CASE WHEN pg_temp.nf_number(i.nota_fiscal) = '' THEN l.numero_nf ELSE i.nota_fiscal END,
           erro_validacao = NULL
      FROM stg_link l
     WHERE i.id = l.item_id AND i.id = ANY (ARRAY(SELECT item_id FROM stg_link))
       AND (pg_temp.nf_number(i.nota_fiscal) = ''
            OR pg_temp.nf_number(i.nota_fiscal) = pg_temp.nf_number(l.numero_nf) AND i.erro_validacao IS NOT NULL)
    RETURNING 1
)
SELECT count(*) AS shipment_items_linked FROM marked
