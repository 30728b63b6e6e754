-- The shipment items that NFs were linked to name them, and have no error any more. An item that names an NF already
-- keeps it. link_lock_items.sql has locked them. Returns the count. Safe to repeat.
WITH marked AS (
    UPDATE embarque_itens i
       SET nota_fiscal = coalesce(nullif(i.nota_fiscal, ''), l.numero_nf), erro_validacao = NULL
      FROM stg_link l
     WHERE i.id = l.item_id AND i.id = ANY (ARRAY(SELECT item_id FROM stg_link))
       AND (coalesce(i.nota_fiscal, '') = '' OR (i.nota_fiscal = l.numero_nf AND i.erro_validacao IS NOT NULL))
    RETURNING 1
)
SELECT count(*) AS shipment_items_linked FROM marked
