-- The backlog's forma_agendamento follows the clients' contacts; of several for one CNPJ, one that is not ODOO. A client
-- without a contact, or whose contacts say no forma, keeps what is there. Returns the count. Safe to repeat.
WITH forma AS (
    SELECT DISTINCT ON (btrim(cnpj)) btrim(cnpj) AS cnpj, forma FROM contatos_agendamento
     WHERE btrim(cnpj) <> '' AND btrim(forma) <> ''
     ORDER BY btrim(cnpj), (upper(btrim(forma)) = 'ODOO'), id
),
updated AS (
    UPDATE carteira_principal p SET forma_agendamento = f.forma
      FROM forma f CROSS JOIN stg_ciclo c
     WHERE btrim(p.cnpj_cpf) = f.cnpj AND p.ativo IS NOT FALSE AND p.forma_agendamento IS DISTINCT FROM f.forma
       AND p.num_pedido LIKE ANY (c.pedido_patterns)
    RETURNING 1
)
SELECT count(*) AS forms_followed FROM updated
