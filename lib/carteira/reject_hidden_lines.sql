-- Sets aside pedidos that would lose rows, or come without any line, although their lines do not add up to what Odoo says
-- that they do: a record rule hides lines silently, but not from the stored total. Half a cent a line is what Odoo's two
-- ways of rounding differ by; a total that is not a usable number proves nothing. Returns nothing. Safe to repeat.
WITH came AS (
    SELECT p.order_id, p.num_pedido, p.cancelled, o.amount_untaxed AS total, count(l.id) AS lines,
           coalesce(sum(l.price_subtotal), 0) AS subtotal
      FROM stg_pedido p
      JOIN stg_order o ON o.id = p.order_id
      LEFT JOIN stg_order_line l ON l.order_id = p.order_id
     GROUP BY p.order_id, p.num_pedido, p.cancelled, o.amount_untaxed
),
hidden AS (
    SELECT c.* FROM came c
     WHERE (abs(c.subtotal - c.total) <= 0.01 + 0.005 * c.lines) IS NOT TRUE
       AND ((c.lines = 0 AND NOT c.cancelled)
            OR EXISTS (SELECT 1 FROM carteira_principal r
                        WHERE r.num_pedido IN (SELECT c.num_pedido
                                               UNION SELECT k.name FROM stg_known_name k WHERE k.order_id = c.order_id)
                          AND r.ativo IS NOT FALSE
                          AND NOT EXISTS (SELECT 1 FROM stg_item i
                                           WHERE i.num_pedido = c.num_pedido AND i.cod_produto = r.cod_produto) OFFSET 0))
),
noted AS (
    INSERT INTO stg_reject (model, id, reason, remedy)
    SELECT 'sale.order', order_id,
           'pedido ' || num_pedido || ': its lines add up to ' || round(subtotal, 2) || ', Odoo says ' || coalesce(round(total, 2)::text, '?')
           || ': lines are hidden from the Odoo user (record rules, companies); give it access to them',
           'access'
      FROM hidden
),
gone AS (
    DELETE FROM stg_item i USING hidden h WHERE i.num_pedido = h.num_pedido
)
DELETE FROM stg_pedido p USING hidden h WHERE p.order_id = h.order_id
