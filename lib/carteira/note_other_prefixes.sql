-- Reports pedidos of Odoo's that are live here and whose prefix is none of the configured ones any more: they stay as they
-- are, as if they had been typed into the application. Looks through what is remembered: for full loads. Returns nothing.
-- Not safe to repeat in a transaction.
INSERT INTO stg_notice (kind, subject, detail)
SELECT 'PEDIDO_FORA_DO_FILTRO', k.num_pedido, 'prefixo'
  FROM ciclo_pedido k CROSS JOIN stg_ciclo c
 WHERE NOT k.num_pedido LIKE ANY (c.pedido_patterns)
   AND EXISTS (SELECT 1 FROM carteira_principal p
                WHERE p.num_pedido = k.num_pedido AND p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0 OFFSET 0)
