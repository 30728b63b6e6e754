-- The same lock for the stage's transaction: at once, since the session holds it. And who is at work: the application's
-- triggers record it with each change, with the cycle's id. Both until the transaction ends. Sent with its BEGIN.
SELECT pg_advisory_xact_lock(hashtext('ciclo'), hashtext(to_regclass('carteira_principal')::oid::text)),
       set_config('app.current_user', 'SISTEMA', true), set_config('app.origin', 'SYNC_ODOO', true),
       set_config('app.session_id', (SELECT execution::text FROM stg_ciclo), true)
