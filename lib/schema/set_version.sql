-- Notes that ciclo's own tables, and the rows that earlier versions left, are at version $1. Returns nothing. Safe to repeat.
INSERT INTO ciclo_esquema (version) VALUES ($1::integer) ON CONFLICT DO NOTHING
