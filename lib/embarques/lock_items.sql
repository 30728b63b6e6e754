-- Locks the shipment items that are looked at, in the order of embarque and id. Returns nothing that counts. Safe to repeat.
SELECT count(*)
  FROM (SELECT i.id FROM embarque_itens i WHERE i.id = ANY (ARRAY(SELECT item_id FROM stg_shipment))
         ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE) locked
