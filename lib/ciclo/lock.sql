-- Takes the lock of the whole cycle for this session, if it is free: one cycle at a time on the same tables, whatever the
-- search path that leads to them. Visible in pg_locks as an advisory lock with classid hashtext('ciclo'). With it the lock that
-- earlier versions took, on the first schema of the search path: an older program and this one keep each other out (for one
-- version). Returns whether both were taken; else none is held.
SELECT CASE WHEN NOT pg_try_advisory_lock(hashtext('ciclo'), hashtext(to_regclass('carteira_principal')::oid::text)) THEN false
            WHEN pg_try_advisory_lock(hashtext('ciclo'), hashtext(coalesce(current_setting('ciclo.former_schema', true), current_schema()))) THEN true
            ELSE NOT pg_advisory_unlock(hashtext('ciclo'), hashtext(to_regclass('carteira_principal')::oid::text)) END AS taken
