-- Notes one record that cannot be taken over. $1 model, $2 id, $3 reason. Safe to repeat (reasons may stand twice).
INSERT INTO stg_reject (model, id, reason) VALUES ($1::text, $2::bigint, $3::text)
