-- Sets aside NFs that cannot be stored without losing or guessing something; each reason names what to correct. Of two NFs
-- with one number the posted one keeps it, else the older id. An NF with another fault contends only for the number that it
-- holds here. Returns nothing. Not safe to repeat in a session.
WITH candidate AS (
    SELECT m.*, btrim(m.numero_nf) AS numero,
           EXISTS (SELECT 1 FROM stg_known_nf k
                    WHERE k.move_id = m.id AND k.numero_nf = btrim(m.numero_nf) AND k.state <> 'gone') AS holds
      FROM stg_move m JOIN stg_selected_move s ON s.id = m.id
),
fault (id, reason) AS (
    SELECT id, 'NF ' || numero || ': the number is longer than 20 characters' FROM candidate
     WHERE length(numero) > 20
    UNION ALL
    SELECT id, 'NF ' || numero || ': field ''date'' is empty' FROM candidate WHERE date IS NULL
    UNION ALL
    SELECT id, 'NF ' || numero || ': unknown state ''' || coalesce(state, '') || '''' FROM candidate
     WHERE state IS NULL OR state NOT IN ('draft', 'posted', 'cancel')
    UNION ALL
    SELECT c.id, 'NF ' || c.numero || ': customer res.partner ' || coalesce(c.partner_id::text, '(none)')
           || ' cannot be read' FROM candidate c
     WHERE NOT EXISTS (SELECT 1 FROM stg_partner p WHERE p.id = c.partner_id)
    UNION ALL
    SELECT DISTINCT c.id, 'NF ' || c.numero || ': product.product ' || l.product_id || ' cannot be read'
      FROM candidate c JOIN stg_goods_line l ON l.move_id = c.id
     WHERE NOT EXISTS (SELECT 1 FROM stg_product p WHERE p.id = l.product_id)
    UNION ALL
    SELECT DISTINCT c.id, 'NF ' || c.numero || ': account.move.line ' || l.id || ' is in uom.uom ' || l.uom_id
           || ', its pedido in ' || l.wanted_uom_id || ', which cannot be converted'
      FROM candidate c JOIN stg_goods_line l ON l.move_id = c.id WHERE l.wanted_uom_id IS NOT NULL AND l.ratio IS NULL
    UNION ALL
    SELECT c.id, 'NF ' || c.numero || ': account.move ' || c.id || ' of CNPJ ' || coalesce(c.cnpj, p.cnpj, '(none)')
           || ' has the number of an NF of another program, of CNPJ ' || f.cnpj
      FROM candidate c JOIN stg_person p ON p.id = c.partner_id
     CROSS JOIN LATERAL (SELECT * FROM stg_foreign_nf f WHERE f.numero_nf = c.numero OFFSET 0) f
     WHERE regexp_replace(coalesce(c.cnpj, p.cnpj, ''), '[^0-9]', '', 'g') <> ALL (f.cnpjs)
    UNION ALL
    SELECT c.id, 'NF ' || c.numero || ': posted, but no product line can be read' FROM candidate c
     WHERE c.state <> 'cancel'
       AND NOT EXISTS (SELECT 1 FROM stg_goods_line l WHERE l.move_id = c.id)
       AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = c.numero OFFSET 0)
),
-- Every account.move that says it is this NF: as read now, or as remembered where it was not read. One that Odoo does not
-- show may be hidden: it keeps its number as the others do.
claim AS (
    SELECT c.id, c.numero, c.state FROM candidate c
     WHERE c.holds
        OR (NOT EXISTS (SELECT 1 FROM fault f WHERE f.id = c.id)
            AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'account.move' AND r.id = c.id))
    UNION ALL
    SELECT k.move_id, k.numero_nf, k.state FROM stg_known_nf k
     WHERE k.numero_nf IN (SELECT numero FROM candidate) AND k.state <> 'gone'
       AND NOT EXISTS (SELECT 1 FROM stg_move m WHERE m.id = k.move_id)
       AND NOT EXISTS (SELECT 1 FROM stg_left_move l WHERE l.move_id = k.move_id)
),
ranked AS (
    SELECT id, numero,
           first_value(id) OVER (PARTITION BY numero ORDER BY (state IS NOT DISTINCT FROM 'posted') DESC, id) AS winner
      FROM claim
)
INSERT INTO stg_reject (model, id, reason, remedy)
SELECT 'account.move', id, reason, NULL FROM fault
UNION ALL
SELECT 'account.move', id, 'NF ' || numero || ': account.move ' || id || ' and ' || winner
       || ' have the same number; ' || winner || ' is kept', 'same_number' FROM ranked
 WHERE id <> winner
   AND NOT EXISTS (SELECT 1 FROM stg_absent a WHERE a.table_name = 'stg_outside_move' AND a.id = ranked.id)
