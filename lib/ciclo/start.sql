-- Begins the journal of a cycle. $1 id uuid, $2 program version, $3 host, $4 arguments (no secrets).
INSERT INTO ciclo_execucao (id, started_at, version, host, arguments)
VALUES ($1::uuid, now(), left($2::text, 40), left($3::text, 255), $4::text)
