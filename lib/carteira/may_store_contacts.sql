-- Whether this role may write contatos_agendamento: else the step is left out, and an AVISO gives the GRANT. One column.
WITH lacking AS (
    SELECT string_agg(r.name, ', ' ORDER BY r.place) AS rights
      FROM (VALUES (1, 'INSERT'), (2, 'UPDATE')) r (place, name)
     WHERE NOT has_any_column_privilege('contatos_agendamento', r.name)
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'CONTATOS_SEM_DIREITO', 'contatos_agendamento',
           format('contatos novos ficam de fora: GRANT %s ON contatos_agendamento TO %I', rights, current_user)
      FROM lacking WHERE rights IS NOT NULL
)
SELECT rights IS NULL AS allowed FROM lacking
