-- Whether this role may read the freights and the carriers: else nothing is said about freights, and an AVISO gives the
-- GRANT. One column.
-- Only where fretes.embarque_id exists.
WITH lacking AS (
    SELECT string_agg(t.name, ', ' ORDER BY t.name) AS tables
      FROM (VALUES ('fretes'), ('transportadoras')) t (name)
     WHERE NOT has_any_column_privilege(to_regclass(t.name), 'SELECT')
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'FRETES_SEM_DIREITO', 'fretes',
           format('embarques sem frete não são procurados: GRANT SELECT ON %s TO %I', tables, current_user)
      FROM lacking WHERE tables IS NOT NULL
)
SELECT tables IS NULL AS allowed FROM lacking
