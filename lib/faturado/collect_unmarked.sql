-- The separações that may have to become FATURADO by now: those that carry an NF, and those of a lot and pedido of which a
-- shipment item carries one. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_unmarked (id, separacao_lote_id, num_pedido, numero_nf)
SELECT v.id, v.separacao_lote_id, v.num_pedido, v.numero_nf FROM stg_unmarked_separacao v
 WHERE v.numero_nf <> ''
    OR ((v.separacao_lote_id, v.num_pedido) IN (SELECT i.separacao_lote_id, i.pedido FROM embarque_itens i
                                                 WHERE i.status = 'ativo' AND i.nota_fiscal <> '')) IS TRUE
