-- The stock movements of the candidates. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_held_movement
SELECT m.* FROM stg_nf_movement m JOIN stg_link_candidate c ON c.numero_nf = m.numero_nf
