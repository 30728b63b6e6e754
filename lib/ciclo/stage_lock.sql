-- The same lock for the stage's transaction: at once, since the session holds it.
SELECT pg_advisory_xact_lock(hashtext('ciclo'), hashtext(current_schema()))
