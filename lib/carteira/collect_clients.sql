-- The clients that need scheduling, of live rows of Odoo's pedidos, and whose contacts do not say how: there is none, none
-- says a forma, or one says 'SEM AGENDAMENTO'. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_client (cnpj)
SELECT w.cnpj
  FROM (SELECT DISTINCT btrim(p.cnpj_cpf) AS cnpj FROM carteira_principal p CROSS JOIN stg_ciclo c
         WHERE p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0
           AND lower(btrim(p.cliente_nec_agendamento)) = 'sim' AND btrim(p.cnpj_cpf) <> ''
           AND p.num_pedido LIKE ANY (c.pedido_patterns)
           AND (c.scope IS NULL OR p.num_pedido = ANY (c.scope))) w
 WHERE (w.cnpj IN (SELECT btrim(a.cnpj) FROM contatos_agendamento a WHERE btrim(a.forma) <> '')) IS NOT TRUE
    OR (w.cnpj IN (SELECT btrim(a.cnpj) FROM contatos_agendamento a WHERE upper(btrim(a.forma)) = 'SEM AGENDAMENTO')) IS TRUE
