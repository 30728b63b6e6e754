-- Sets aside pedidos that cannot be stored without losing or guessing something; each reason names what to correct. Returns
-- nothing. Not safe to repeat in a session. A pedido without a name (Odoo demands one; SQL does not) is known by its id alone.
WITH redespacho AS (
    SELECT o.* FROM stg_order o JOIN stg_incoterm_code i ON i.id = o.incoterm_id WHERE i.code = 'RED'
)
INSERT INTO stg_reject (model, id, reason, remedy)
SELECT 'sale.order', n.id, 'sale.order ' || n.id || ': no name', NULL
  FROM (SELECT id FROM stg_order WHERE name IS NULL UNION SELECT id FROM stg_sweep WHERE name IS NULL) n
UNION ALL
SELECT 'sale.order', id, concat('pedido ', name) || ': the name is longer than 50 characters', NULL FROM stg_order WHERE length(name) > 50
UNION ALL
SELECT 'sale.order', id, concat('pedido ', name) || ': unknown state ''' || coalesce(state, '') || '''', NULL FROM stg_order
 WHERE state IS NULL OR state NOT IN ('draft', 'sent', 'sale', 'done', 'cancel')
UNION ALL
SELECT 'sale.order', c.id, concat('pedido ', c.name) || ': sale.order ' || c.id || ' and ' || c.winner
       || ' have the same name; ' || c.winner || ' is kept', 'same_name' FROM stg_name_claim c WHERE c.id <> c.winner
UNION ALL
SELECT 'sale.order', o.id, concat('pedido ', o.name) || ': customer res.partner ' || coalesce(o.partner_id::text, '(none)')
       || ' cannot be read', NULL FROM stg_order o
 WHERE NOT EXISTS (SELECT 1 FROM stg_partner p WHERE p.id = o.partner_id)
UNION ALL
SELECT 'sale.order', o.id, concat('pedido ', o.name) || ': delivery address res.partner ' || o.partner_shipping_id
       || ' cannot be read', NULL FROM stg_order o
 WHERE o.partner_shipping_id <> o.partner_id
   AND NOT EXISTS (SELECT 1 FROM stg_partner p WHERE p.id = o.partner_shipping_id)
UNION ALL
SELECT 'sale.order', o.id, concat('pedido ', o.name) || ': account.incoterms ' || o.incoterm_id || ' cannot be read', NULL
  FROM stg_order o JOIN stg_absent a ON a.table_name = 'stg_incoterm' AND a.id = o.incoterm_id
UNION ALL
SELECT 'sale.order', r.id, concat('pedido ', r.name) || ': carrier delivery.carrier ' || r.carrier_id || ' cannot be read', NULL
  FROM redespacho r JOIN stg_absent a ON a.table_name = 'stg_carrier' AND a.id = r.carrier_id
UNION ALL
SELECT 'sale.order', r.id, concat('pedido ', r.name) || ': delivery address res.partner ' || d.partner_id
       || ' of its carrier cannot be read', NULL
  FROM redespacho r JOIN stg_carrier d ON d.id = r.carrier_id
  JOIN stg_absent a ON a.table_name = 'stg_partner' AND a.id = d.partner_id
UNION ALL
SELECT DISTINCT 'sale.order', o.id, concat('pedido ', o.name) || ': product.product ' || l.product_id || ' in uom.uom ' || l.uom_id || ' and '
       || l.wanted_uom_id || ', which cannot be converted', NULL
  FROM stg_order o JOIN stg_product_line l ON l.order_id = o.id WHERE l.wanted_uom_id IS NOT NULL AND l.ratio IS NULL
UNION ALL
SELECT DISTINCT 'sale.order', o.id, concat('pedido ', o.name) || ': product.product ' || l.product_id || ' cannot be read', NULL
  FROM stg_order o JOIN stg_product_line l ON l.order_id = o.id
 WHERE NOT EXISTS (SELECT 1 FROM stg_product p WHERE p.id = l.product_id)
