-- The backlog's forma_agendamento follows the clients' contacts; of several for one CNPJ, one that is not ODOO.
-- Returns the count. Safe to repeat.
WITH forma AS (
    SELECT DISTINCT ON (cnpj) cnpj, forma FROM contatos_agendamento WHERE cnpj <> '' AND forma IS NOT NULL
     ORDER BY cnpj, (forma = 'ODOO'), id
),
updated AS (
    UPDATE carteira_principal p SET forma_agendamento = f.forma
      FROM forma f CROSS JOIN stg_ciclo c
     WHERE p.cnpj_cpf = f.cnpj AND p.ativo IS NOT FALSE AND p.forma_agendamento IS DISTINCT FROM f.forma
       AND p.num_pedido LIKE ANY (c.pedido_patterns)
    RETURNING 1
)
SELECT count(*) AS forms_followed FROM updated
