-- AVISO: pedidos that were just read and of which posted NFs here invoiced another quantity than Odoo says, by product;
-- Odoo's drafts, invoices without a number and refunds apart, and what people decided about an NF: those that they cancelled
-- or excluded here. Returns count and up to five examples. Reads only.
SELECT count(*) AS count,
       array_to_string((array_agg('pedido ' || d.num_pedido || ' product ' || d.cod_produto || ': ' || d.here || ' here, '
                                  || d.in_odoo || ' in Odoo' ORDER BY d.num_pedido, d.cod_produto))[1:5], ', ') AS examples
  FROM stg_invoiced_difference d
  LEFT JOIN (SELECT r.origem, r.cod_produto, sum(r.qtd) AS qtd
               FROM stg_nf_row r JOIN stg_nf n ON n.move_id = r.move_id AND n.kept = 'excluida' AND n.state = 'posted'
              GROUP BY r.origem, r.cod_produto) e ON e.origem = d.num_pedido AND e.cod_produto = d.cod_produto
 WHERE d.here + coalesce(e.qtd, 0) <> d.in_odoo
