-- What the live rows of the affected pedidos say of clients and scheduling by now, instead of what note_active.sql noted of
-- them before. Returns nothing. Safe to repeat.
WITH outdated AS (
    DELETE FROM stg_live_client
     WHERE num_pedido IN (SELECT num_pedido FROM stg_affected UNION ALL SELECT old_name FROM stg_renamed)
)
INSERT INTO stg_live_client (num_pedido, cnpj, needs_scheduling, forma)
SELECT DISTINCT p.num_pedido, btrim(p.cnpj_cpf), (lower(btrim(p.cliente_nec_agendamento)) = 'sim') IS TRUE, p.forma_agendamento
  FROM stg_affected a
 CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.num_pedido = a.num_pedido OFFSET 0) p
 WHERE p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0 AND btrim(p.cnpj_cpf) <> ''
