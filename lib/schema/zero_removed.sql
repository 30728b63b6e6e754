-- Brings up to 1,000 rows that an earlier version archived because Odoo no longer gives them, with the saldo that they
-- had, to saldo 0; each is kept first (ciclo_removido), under a cycle of zeros. Locks them in the order of their ids.
-- Returns the count. Safe to repeat.
WITH old AS (
    SELECT p.id, r.removed_reason AS reason, to_jsonb(p) AS row
      FROM carteira_principal p JOIN ciclo_item r ON r.num_pedido = p.num_pedido AND r.cod_produto = p.cod_produto
     WHERE p.ativo IS FALSE AND p.qtd_saldo_produto_pedido <> 0
     ORDER BY p.id LIMIT 1000 FOR NO KEY UPDATE OF p
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'carteira_principal', id, row, reason, '00000000-0000-0000-0000-000000000000', now() FROM old
),
brought AS (
    UPDATE carteira_principal p SET qtd_saldo_produto_pedido = 0 WHERE p.id = ANY (ARRAY(SELECT id FROM old)) RETURNING 1
)
SELECT count(*) AS rows FROM brought
