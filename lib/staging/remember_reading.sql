-- Remembers what was read or passed over, by the write_date that Odoo listed before it was read. Only in the transaction of
-- the stage that applied it. $1 text[]: models, $2 timestamp: when the cycle began (UTC), $3 timestamp: what is older is
-- listed no more and forgotten; infinity, in a full load, begins the memory of these models anew. Returns nothing. Safe to
-- repeat.
WITH listed AS (
    SELECT c.model, c.id, c.write_date FROM stg_changed c WHERE c.model = ANY ($1::text[]) AND c.write_date IS NOT NULL
),
forgotten AS (
    DELETE FROM ciclo_leitura k
     WHERE k.model = ANY ($1::text[]) AND k.write_date < $3::timestamp
       AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.model = k.model AND l.id = k.record_id)
)
INSERT INTO ciclo_leitura (model, record_id, write_date, read_at)
SELECT model, id, write_date, $2::timestamp FROM listed
    ON CONFLICT (model, record_id) DO UPDATE SET write_date = excluded.write_date, read_at = excluded.read_at
