-- Begins the journal of a cycle. $1 id uuid, $2 program version, $3 host, $4 arguments (no secrets), $5 --max-age in
-- seconds (bigint; what an integer cannot hold becomes the most that it can). Returns nothing. Not safe to repeat.
INSERT INTO ciclo_execucao (id, started_at, version, host, arguments, max_age_seconds)
VALUES ($1::uuid, now(), left($2::text, 40), left($3::text, 255), $4::text, least($5::bigint, 2147483647)::integer)
