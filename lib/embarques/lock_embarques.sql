-- Locks the shipments that are looked at, in the order of their ids, after their items and before the application's trigger
-- does: it writes their totals item by item. Returns nothing that counts. Safe to repeat.
-- Only where embarques.peso_total exists.
SELECT count(*)
  FROM (SELECT e.id FROM embarques e WHERE e.id = ANY (ARRAY(SELECT embarque_id FROM stg_shipment))
         ORDER BY e.id FOR NO KEY UPDATE) locked
