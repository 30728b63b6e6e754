-- A client that needs scheduling has a contact: one of forma ODOO unless another exists, and 'SEM AGENDAMENTO' becomes
-- ODOO. No contact for an empty CNPJ. Returns counts. Safe to repeat.
WITH clients AS (
    SELECT DISTINCT p.cnpj_cpf FROM carteira_principal p CROSS JOIN stg_ciclo c
     WHERE p.cliente_nec_agendamento = 'Sim' AND p.cnpj_cpf <> '' AND p.ativo IS NOT FALSE
       AND p.num_pedido LIKE ANY (c.pedido_patterns)
),
updated AS (
    UPDATE contatos_agendamento a SET forma = 'ODOO', atualizado_em = now() AT TIME ZONE c.time_zone
      FROM clients k CROSS JOIN stg_ciclo c
     WHERE a.cnpj = k.cnpj_cpf AND upper(btrim(a.forma)) = 'SEM AGENDAMENTO'
    RETURNING 1
),
inserted AS (
    INSERT INTO contatos_agendamento (cnpj, forma, atualizado_em)
    SELECT k.cnpj_cpf, 'ODOO', now() AT TIME ZONE c.time_zone FROM clients k CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM contatos_agendamento a WHERE a.cnpj = k.cnpj_cpf)
     ORDER BY k.cnpj_cpf
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) AS contacts_inserted, (SELECT count(*) FROM updated) AS contacts_updated
