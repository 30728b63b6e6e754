-- AVISO: pedidos that were just read and of which posted NFs here invoiced another quantity than Odoo says, by product;
-- Odoo's drafts, invoices without a number and refunds apart. Returns count and up to five examples. Reads only.
SELECT count(*) AS count,
       array_to_string((array_agg('pedido ' || num_pedido || ' product ' || cod_produto || ': ' || here || ' here, '
                                  || in_odoo || ' in Odoo' ORDER BY num_pedido, cod_produto))[1:5], ', ') AS examples
  FROM stg_invoiced_difference
