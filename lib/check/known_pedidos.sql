-- The names of all pedidos that are known here, each once, also of those whose rows somebody deleted. Reads two tables whole,
-- and only reads.
SELECT num_pedido FROM carteira_principal UNION SELECT num_pedido FROM ciclo_pedido
