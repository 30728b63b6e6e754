-- Locks the stock movements of the NFs to link, in the order of their ids, and stages what they say then. Returns nothing.
-- Not safe to repeat in a transaction.
WITH locked AS (
    SELECT m.* FROM stg_nf_movement m
     WHERE m.numero_nf IN (SELECT numero_nf FROM stg_link_target)
     ORDER BY m.id FOR NO KEY UPDATE OF m
)
INSERT INTO stg_held_movement SELECT * FROM locked
