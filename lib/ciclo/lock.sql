-- Takes the lock of the whole cycle for this session, if it is free: one cycle at a time in one schema.
-- Visible in pg_locks as an advisory lock with classid hashtext('ciclo'). Returns whether it was taken.
SELECT pg_try_advisory_lock(hashtext('ciclo'), hashtext(current_schema())) AS taken
