-- Gives back the lock of the whole cycle (lock.sql).
SELECT pg_advisory_unlock(hashtext('ciclo'), hashtext(current_schema()))
