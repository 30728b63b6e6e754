-- A record that is set aside counts again. $1 model text, $2 id bigint. Returns its id, no row where it is not set aside.
-- Safe to repeat.
UPDATE ciclo_rejeito SET accepted_at = NULL, accepted_by = NULL, accepted_why = NULL, accepted_reason = NULL
 WHERE model = $1::text AND record_id = $2::bigint
RETURNING record_id
