-- A client that needs scheduling has a contact: one of forma ODOO unless another exists; a contact that says no forma, or
-- 'SEM AGENDAMENTO', becomes ODOO. No contact for an empty CNPJ. What the application writes meanwhile stays. After
-- collect_contacts.sql. Locks in the order of the ids. Returns counts. Safe to repeat.
WITH contact AS (
    SELECT id, forma, bool_and(forma = '') OVER (PARTITION BY cnpj) AS none_says, min(id) OVER (PARTITION BY cnpj) AS first_id
      FROM stg_contact
),
locked AS (
    SELECT a.id FROM contatos_agendamento a
     WHERE a.id = ANY (ARRAY(SELECT id FROM contact WHERE upper(forma) = 'SEM AGENDAMENTO' OR (none_says AND id = first_id)))
       AND (coalesce(btrim(a.forma), '') = '' OR upper(btrim(a.forma)) = 'SEM AGENDAMENTO')
     ORDER BY a.id FOR NO KEY UPDATE
),
updated AS (
    UPDATE contatos_agendamento a SET forma = 'ODOO', atualizado_em = now() AT TIME ZONE c.time_zone
      FROM stg_ciclo c
     WHERE a.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
inserted AS (
    INSERT INTO contatos_agendamento (cnpj, forma, atualizado_em /* later columns of contatos_agendamento */)
    SELECT k.cnpj, 'ODOO', now() AT TIME ZONE c.time_zone /* their values */ FROM stg_client k CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM stg_contact a WHERE a.cnpj = k.cnpj)
     ORDER BY k.cnpj
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'contatos_agendamento', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked)
                 + (SELECT count(*) FROM stg_client k WHERE NOT EXISTS (SELECT 1 FROM stg_contact a WHERE a.cnpj = k.cnpj)) AS sent,
                   (SELECT count(*) FROM updated) + (SELECT count(*) FROM inserted) AS written) n WHERE n.written < n.sent
)
SELECT (SELECT count(*) FROM inserted) AS contacts_inserted, (SELECT count(*) FROM updated) AS contacts_updated
