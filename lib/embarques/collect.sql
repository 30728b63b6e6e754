-- The active shipment items whose lot changed in this transaction, and the shipments of which an item did
-- (stg_touched_shipment, which this empties, as it does stg_embarque_sem_frete); where $1 (boolean) says so also the
-- items that carry an NF which is new, changed or cancelled in this cycle, or that was linked: these are validated.
-- Numbers that people typed with leading zeros count, up to the nine digits of an NF-e. Never items of pedidos typed
-- into the application or of CarVia, nor those of another issuer's NFs. Returns how many. Not safe to repeat in a
-- transaction.
WITH p (validates) AS (VALUES ($1::boolean)),
taken AS (
    DELETE FROM stg_touched_shipment RETURNING lote, embarque_id
),
emptied AS (
    DELETE FROM stg_embarque_sem_frete
),
nf AS MATERIALIZED (
    SELECT n.numero_nf FROM stg_nf n CROSS JOIN p
     WHERE p.validates AND (n.situation IN ('nova', 'cancelada', 'reativada') OR n.corrected)
    UNION
    SELECT t.numero_nf FROM stg_nf_touched t CROSS JOIN p WHERE p.validates
    UNION
    SELECT u.numero_nf FROM stg_undone u CROSS JOIN p WHERE p.validates
),
typed AS MATERIALIZED (
    SELECT lpad(n.numero_nf, digits, '0') AS nota_fiscal
      FROM nf n, generate_series(length(n.numero_nf), greatest(length(n.numero_nf), 9)) digits
),
found AS (
    SELECT i.id, true AS validates FROM embarque_itens i
     WHERE i.nota_fiscal = ANY (ARRAY(SELECT nota_fiscal FROM typed)) AND EXISTS (SELECT 1 FROM nf)
    UNION ALL
    SELECT l.item_id, true FROM stg_link l CROSS JOIN p WHERE p.validates AND l.item_id IS NOT NULL
    UNION ALL
    SELECT i.id, false FROM embarque_itens i
     WHERE i.separacao_lote_id = ANY (ARRAY(SELECT lote FROM taken)) AND EXISTS (SELECT 1 FROM taken WHERE lote IS NOT NULL)
),
stored AS (
    INSERT INTO stg_shipment (embarque_id, item_id, validates)
    SELECT i.embarque_id, i.id, f.validates
      FROM (SELECT id, bool_or(validates) AS validates FROM found GROUP BY id) f
     CROSS JOIN LATERAL (SELECT * FROM embarque_itens i WHERE i.id = f.id OFFSET 0) i CROSS JOIN stg_ciclo c
     WHERE i.status = 'ativo' AND i.pedido LIKE ANY (c.pedido_patterns) AND to_jsonb(i) ->> 'carvia_cotacao_id' IS NULL
       AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf n WHERE n.numero_nf = pg_temp.nf_number(i.nota_fiscal) OFFSET 0)
    UNION ALL
    SELECT DISTINCT t.embarque_id, NULL::integer, false FROM taken t WHERE t.embarque_id IS NOT NULL
    RETURNING 1
)
SELECT count(*) AS shipment_items_looked_at FROM stored
