-- Brings up to 1,000 rows that an earlier version archived as wholly invoiced to what such a row says now: ativo true, with
-- saldo 0. Locks them in the order of their ids. Returns the count. Safe to repeat.
WITH old AS (
    SELECT id FROM carteira_principal WHERE ativo IS FALSE AND updated_by = 'ciclo: saldo zero'
     ORDER BY id LIMIT 1000 FOR NO KEY UPDATE
),
brought AS (
    UPDATE carteira_principal p SET ativo = true, updated_by = 'ciclo' WHERE p.id = ANY (ARRAY(SELECT id FROM old)) RETURNING 1
)
SELECT count(*) AS rows FROM brought
