-- What was found after stage $2 of execution $1 was committed: $3 its details, whole. Returns nothing. Safe to repeat.
UPDATE ciclo_etapa SET details = $3::jsonb WHERE execution = $1::uuid AND stage = $2::varchar
