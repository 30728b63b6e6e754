-- Sets aside NFs that cannot be stored without losing or guessing something; each reason names what to mend.
-- Returns nothing. Not safe to repeat in a session.
WITH candidate AS (
    SELECT m.*, btrim(m.numero_nf) AS numero FROM stg_move m JOIN stg_selected_move s ON s.id = m.id
),
claim AS (  -- every account.move that says it is this NF: read now, or remembered from an earlier cycle
    SELECT id, numero, state FROM candidate
    UNION ALL
    SELECT k.move_id, k.numero_nf, k.state FROM ciclo_nf k
     WHERE k.numero_nf IN (SELECT numero FROM candidate)
       AND NOT EXISTS (SELECT 1 FROM stg_move m WHERE m.id = k.move_id)
),
ranked AS (
    SELECT id, numero, first_value(id) OVER (PARTITION BY numero ORDER BY (state = 'posted') DESC, id) AS winner FROM claim
)
INSERT INTO stg_reject (model, id, reason)
SELECT 'account.move', id, 'NF ' || numero || ': the number is longer than 20 characters' FROM candidate
 WHERE length(numero) > 20
UNION ALL
SELECT 'account.move', id, 'NF ' || numero || ': field ''date'' is empty' FROM candidate WHERE date IS NULL
UNION ALL
SELECT 'account.move', id, 'NF ' || numero || ': unknown state ''' || coalesce(state, '') || '''' FROM candidate
 WHERE state IS NULL OR state NOT IN ('draft', 'posted', 'cancel')
UNION ALL
SELECT 'account.move', c.id, 'NF ' || c.numero || ': customer res.partner ' || coalesce(c.partner_id::text, '(none)')
       || ' cannot be read' FROM candidate c
 WHERE NOT EXISTS (SELECT 1 FROM stg_partner p WHERE p.id = c.partner_id)
UNION ALL
SELECT DISTINCT 'account.move', c.id, 'NF ' || c.numero || ': product.product ' || l.product_id || ' cannot be read'
  FROM candidate c JOIN stg_move_line l ON l.move_id = c.id
 WHERE NOT EXISTS (SELECT 1 FROM stg_product p WHERE p.id = l.product_id)
UNION ALL
SELECT 'account.move', r.id, 'NF ' || r.numero || ': account.move ' || r.id || ' and ' || r.winner
       || ' bear the same number; ' || r.winner || ' is kept'
  FROM ranked r JOIN candidate c ON c.id = r.id
 WHERE r.id <> r.winner
UNION ALL
SELECT 'account.move', c.id, 'NF ' || c.numero || ': posted, but no product line can be read' FROM candidate c
 WHERE c.state <> 'cancel'
   AND NOT EXISTS (SELECT 1 FROM stg_move_line l WHERE l.move_id = c.id)
   AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = c.numero)
