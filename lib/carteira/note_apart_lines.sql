-- Of the NF lines that were read to learn which NFs a pedido has, those that Odoo counts as invoiced, or takes off it, and
-- that are no NF here: drafts, invoices without a number, refunds. Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_apart_line (id, move_id, quantity, sale_line_ids, move_type)
SELECT n.id, n.move_id, n.quantity, n.sale_line_ids, n.move_type FROM stg_needed_line n
 WHERE n.state <> 'cancel'
   AND (n.move_type = 'out_refund'
        OR n.move_type = 'out_invoice'
           AND (n.state = 'draft' OR EXISTS (SELECT 1 FROM stg_move m WHERE m.id = n.move_id AND m.numero_nf IS NULL)))
