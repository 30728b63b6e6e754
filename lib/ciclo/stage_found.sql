-- Whether stage $2 of execution $1 is committed: the answer to a COMMIT whose answer was lost.
SELECT EXISTS (SELECT 1 FROM ciclo_etapa WHERE execution = $1::uuid AND stage = $2::varchar AND outcome = 'ok') AS found
