-- A person accepts a record that is set aside, for the reason that it has now. $1 model text, $2 id bigint, $3 who text,
-- $4 why text. Returns the record's id, no row where it is not set aside. Safe to repeat: the newest acceptance stands.
UPDATE ciclo_rejeito SET accepted_at = now(), accepted_by = $3::text, accepted_why = $4::text, accepted_reason = reason
 WHERE model = $1::text AND record_id = $2::bigint
RETURNING record_id
