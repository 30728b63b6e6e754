-- The totals of the shipments that are looked at are the sums over their active items, as the application's trigger computes
-- them where it is there: then nothing is left to write. lock_embarques.sql has locked them. Returns the count. Safe to
-- repeat.
WITH total AS NOT MATERIALIZED (
    SELECT v.embarque_id, sum(v.peso) AS peso, sum(v.valor) AS valor, sum(v.pallets) AS pallets
      FROM (SELECT i.embarque_id, coalesce((to_jsonb(i) ->> 'peso')::float8, 0) AS peso,
                   coalesce((to_jsonb(i) ->> 'valor')::float8, 0) AS valor,
                   coalesce((to_jsonb(i) ->> 'pallets')::float8, 0) AS pallets
              FROM embarque_itens i
             WHERE i.embarque_id = ANY (ARRAY(SELECT embarque_id FROM stg_shipment)) AND i.status = 'ativo'
            UNION ALL
            SELECT s.embarque_id, 0, 0, 0 FROM stg_shipment s) v
     GROUP BY v.embarque_id
),
updated AS (
    UPDATE embarques e SET
           peso_total = t.peso -- where embarques.peso_total and embarque_itens.peso exist
         , valor_total = t.valor -- where embarques.valor_total and embarque_itens.valor exist
         , pallet_total = t.pallets -- where embarques.pallet_total and embarque_itens.pallets exist
      FROM total t
     WHERE e.id = t.embarque_id AND e.id = ANY (ARRAY(SELECT embarque_id FROM stg_shipment))
       AND (false
            OR coalesce(abs(e.peso_total - t.peso), 1) > 0.0005 -- where embarques.peso_total and embarque_itens.peso exist
            OR coalesce(abs(e.valor_total - t.valor), 1) > 0.005 -- where embarques.valor_total and embarque_itens.valor exist
            OR coalesce(abs(e.pallet_total - t.pallets), 1) > 0.0005 -- where embarques.pallet_total and embarque_itens.pallets exist
           )
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'embarques', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM total t
                     CROSS JOIN LATERAL (SELECT * FROM embarques e WHERE e.id = t.embarque_id OFFSET 0) e
                     WHERE (false
                            OR coalesce(abs(e.peso_total - t.peso), 1) > 0.0005 -- where embarques.peso_total and embarque_itens.peso exist
                            OR coalesce(abs(e.valor_total - t.valor), 1) > 0.005 -- where embarques.valor_total and embarque_itens.valor exist
                            OR coalesce(abs(e.pallet_total - t.pallets), 1) > 0.0005 -- where embarques.pallet_total and embarque_itens.pallets exist
                           )) AS sent,
                   (SELECT count(*) FROM updated) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'embarques'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) AS shipments_updated FROM updated
