-- A client that needs scheduling has a contact: one of forma ODOO unless another exists; a contact that says no forma, or
-- 'SEM AGENDAMENTO', becomes ODOO. No contact for an empty CNPJ. What the application writes meanwhile stays. Returns
-- counts. Safe to repeat.
WITH clients AS (
    SELECT DISTINCT btrim(p.cnpj_cpf) AS cnpj FROM carteira_principal p CROSS JOIN stg_ciclo c
     WHERE lower(btrim(p.cliente_nec_agendamento)) = 'sim' AND btrim(p.cnpj_cpf) <> '' AND p.ativo IS NOT FALSE
       AND p.num_pedido LIKE ANY (c.pedido_patterns)
),
contact AS (
    SELECT a.id, k.cnpj, coalesce(btrim(a.forma), '') AS forma,
           bool_and(coalesce(btrim(a.forma), '') = '') OVER (PARTITION BY k.cnpj) AS none_says,
           min(a.id) OVER (PARTITION BY k.cnpj) AS first_id
      FROM clients k JOIN contatos_agendamento a ON btrim(a.cnpj) = k.cnpj
),
updated AS (
    UPDATE contatos_agendamento a SET forma = 'ODOO', atualizado_em = now() AT TIME ZONE c.time_zone
      FROM contact k CROSS JOIN stg_ciclo c
     WHERE a.id = k.id AND coalesce(btrim(a.forma), '') = k.forma
       AND (upper(k.forma) = 'SEM AGENDAMENTO' OR (k.none_says AND k.id = k.first_id))
    RETURNING 1
),
inserted AS (
    INSERT INTO contatos_agendamento (cnpj, forma, atualizado_em)
    SELECT k.cnpj, 'ODOO', now() AT TIME ZONE c.time_zone FROM clients k CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM contact a WHERE a.cnpj = k.cnpj)
     ORDER BY k.cnpj
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) AS contacts_inserted, (SELECT count(*) FROM updated) AS contacts_updated
