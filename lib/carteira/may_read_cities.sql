-- Whether this role may read the application's list of cities: else separações that go to another city name none in the
-- columns derived from it, and an AVISO gives the GRANT. One column.
-- Only where cidades.codigo_ibge exists.
WITH allowed AS (
    SELECT has_any_column_privilege('cidades', 'SELECT') AS allowed
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'CIDADES_SEM_DIREITO', 'cidades',
           format('cidade_normalizada e codigo_ibge ficam vazios: GRANT SELECT ON cidades TO %I', current_user)
      FROM allowed WHERE NOT allowed
)
SELECT allowed FROM allowed
