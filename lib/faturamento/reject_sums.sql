-- Sets aside NFs whose sums do not fit the application's numeric columns: one such NF must not cost the others.
-- Removes them from the staged NFs. Returns nothing. Safe to repeat.
WITH too_large AS (
    SELECT DISTINCT move_id, numero_nf FROM stg_nf_row
     WHERE greatest(abs(qtd), abs(peso_total), abs(peso_unitario)) >= 1e12 OR abs(preco) >= 1e11 OR abs(valor) >= 1e13
),
noted AS (
    INSERT INTO stg_reject (model, id, reason)
    SELECT 'account.move', move_id, 'NF ' || numero_nf || ': a sum does not fit its column' FROM too_large
),
gone AS (
    DELETE FROM stg_nf_row r USING too_large t WHERE r.move_id = t.move_id
)
DELETE FROM stg_nf n USING too_large t WHERE n.move_id = t.move_id
