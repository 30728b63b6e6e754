-- Sets aside NFs that Odoo does not let us assign to pedidos: a new row whose pedido is hidden and named nowhere else, and
-- rows that can no longer be assigned to one of several pedidos. Removes them from the staged NFs. Returns nothing. Safe to
-- repeat.
WITH hidden AS (
    SELECT move_id, numero_nf, cod_produto, count(*) AS rows, min(origem_hidden) AS what,
           bool_or(origem IS NULL AND origem_hidden IS NOT NULL) AS is_unknown
      FROM stg_nf_row
     GROUP BY move_id, numero_nf, cod_produto HAVING NOT bool_and(origem_shown)
),
here AS (
    SELECT h.move_id, h.cod_produto, count(DISTINCT coalesce(f.origem, '')) AS origens
      FROM hidden h JOIN faturamento_produto f ON f.numero_nf = h.numero_nf AND f.cod_produto = h.cod_produto
     WHERE NOT EXISTS (SELECT 1 FROM stg_taken_nf t WHERE t.move_id = h.move_id)
     GROUP BY h.move_id, h.cod_produto
),
strange AS (  -- staged rows whose pedido no row of the product names: one can take the row that is left, two cannot
    SELECT r.move_id, r.cod_produto, count(*) AS rows
      FROM hidden h JOIN stg_nf_row r ON r.move_id = h.move_id AND r.cod_produto = h.cod_produto
     WHERE NOT EXISTS (SELECT 1 FROM faturamento_produto f
                        WHERE f.numero_nf = r.numero_nf AND f.cod_produto = r.cod_produto
                          AND f.origem IS NOT DISTINCT FROM r.origem)
     GROUP BY r.move_id, r.cod_produto
),
fault (move_id, reason) AS (
    SELECT h.move_id, 'its pedido cannot be read: ' || h.what
      FROM hidden h
     WHERE h.is_unknown AND NOT EXISTS (SELECT 1 FROM here e WHERE e.move_id = h.move_id AND e.cod_produto = h.cod_produto)
    UNION ALL
    SELECT h.move_id, 'the pedidos of product ' || h.cod_produto || ' cannot be read'
                      || coalesce(': ' || h.what, ' in Odoo')
      FROM hidden h
      JOIN here e ON e.move_id = h.move_id AND e.cod_produto = h.cod_produto
      LEFT JOIN strange s ON s.move_id = h.move_id AND s.cod_produto = h.cod_produto
     WHERE e.origens <> h.rows OR s.rows > 1
),
noted AS (
    INSERT INTO stg_reject (model, id, reason, remedy)
    SELECT DISTINCT ON (f.move_id) 'account.move', f.move_id,
           'NF ' || n.numero_nf || ': ' || f.reason || ': check the companies and groups of the Odoo user', 'access'
      FROM fault f JOIN stg_nf n ON n.move_id = f.move_id
     ORDER BY f.move_id, f.reason
),
gone AS (
    DELETE FROM stg_nf_row r USING fault f WHERE r.move_id = f.move_id
)
DELETE FROM stg_nf n USING fault f WHERE n.move_id = f.move_id
