-- Proves that this role may make a temporary table and that the server has room to fill it, as every cycle must: 1 MB, in a
-- transaction that the caller rolls back. Safe to repeat; locks nothing of the application's.
CREATE TEMPORARY TABLE ciclo_check ON COMMIT DROP AS
SELECT repeat('x', 1000) AS filler FROM generate_series(1, 1000)
