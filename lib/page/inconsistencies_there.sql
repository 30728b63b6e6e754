-- Whether the application still has inconsistencia_faturamento: a later version gave it up. No parameters. Reads the catalog.
SELECT to_regclass('inconsistencia_faturamento') IS NOT NULL AS there
