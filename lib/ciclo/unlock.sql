-- Gives back both locks of the whole cycle (lock.sql).
SELECT pg_advisory_unlock(hashtext('ciclo'), hashtext(coalesce(current_setting('ciclo.former_schema', true), current_schema()))),
       pg_advisory_unlock(hashtext('ciclo'), hashtext(to_regclass('carteira_principal')::oid::text))
