-- What the NFs to link invoiced. Old duplicates, which only NFs that were not read can have, count once: the oldest row
-- does. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_link_product (numero_nf, pedido, cod_produto, nome_produto, qtd, data_fatura)
SELECT DISTINCT ON (t.numero_nf, t.pedido, f.cod_produto)
       t.numero_nf, t.pedido, f.cod_produto, f.nome_produto, f.qtd_produto_faturado, f.data_fatura
  FROM stg_link_target t
 CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f
                      WHERE f.numero_nf = t.numero_nf AND coalesce(f.origem, '') = t.pedido
                        AND f.status_nf IN ('Lançado', 'SEM_LOTE') OFFSET 0) f
 ORDER BY t.numero_nf, t.pedido, f.cod_produto, f.id
