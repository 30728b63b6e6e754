-- The backlog's forma_agendamento follows the clients' contacts (collect_formas.sql). A client without a contact, or whose
-- contacts say no forma, keeps what is there; so do rows that are not live. Locks in the order of the
-- ids. Returns the count. Safe to repeat.
WITH locked AS (
    SELECT p.id FROM carteira_principal p CROSS JOIN stg_ciclo c
     WHERE p.num_pedido = ANY (ARRAY(SELECT l.num_pedido FROM stg_live_client l JOIN stg_forma f ON f.cnpj = l.cnpj
                                      WHERE l.forma IS DISTINCT FROM f.forma))
       AND p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0
       AND (btrim(p.cnpj_cpf) IN (SELECT cnpj FROM stg_forma)) IS TRUE
       AND p.forma_agendamento IS DISTINCT FROM (SELECT f.forma FROM stg_forma f WHERE f.cnpj = btrim(p.cnpj_cpf))
       AND p.num_pedido LIKE ANY (c.pedido_patterns)
       AND (c.scope IS NULL OR p.num_pedido = ANY (c.scope))
     ORDER BY p.id FOR NO KEY UPDATE OF p
),
updated AS (
    UPDATE carteira_principal p SET forma_agendamento = (SELECT f.forma FROM stg_forma f WHERE f.cnpj = btrim(p.cnpj_cpf))
     WHERE p.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'carteira_principal', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS forms_followed FROM updated
