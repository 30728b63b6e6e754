-- The version of ciclo's own tables; 0 before it was noted. Reads only.
SELECT coalesce(max(version), 0) AS version FROM ciclo_esquema
