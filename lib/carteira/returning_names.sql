-- Archived pedidos whose saldo an NF has moved (a cancelled NF gives it back): whether their lines still exist only
-- Odoo knows, so they are read whole. One column: names.
WITH affected AS (
    SELECT num_pedido FROM stg_affected UNION SELECT num_pedido FROM ciclo_recalculo
),
saldo AS (
    SELECT p.num_pedido, p.qtd_saldo_produto_pedido AS stored,
           p.qtd_produto_pedido - coalesce((SELECT sum(f.qtd_produto_faturado) FROM faturamento_produto f
                                             WHERE f.origem = p.num_pedido AND f.cod_produto = p.cod_produto
                                               AND f.status_nf <> 'Cancelado'), 0) AS computed
      FROM carteira_principal p JOIN affected a ON a.num_pedido = p.num_pedido
     WHERE p.ativo IS FALSE AND p.status_pedido IS DISTINCT FROM 'Cancelado'
)
SELECT DISTINCT s.num_pedido FROM saldo s
 WHERE s.computed <> s.stored AND s.computed <> 0
   AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = s.num_pedido)
   AND NOT EXISTS (SELECT 1 FROM stg_sweep w WHERE w.name = s.num_pedido)
 ORDER BY 1
