-- Fills the one row of stg_ciclo. $1 execution uuid, $2 author, $3 time zone, $4 LIKE patterns text[],
-- $5 tipos text[], $6 excluded companies bigint[], $7 horizon (UTC timestamp), $8 since when unknown pedidos enter (UTC
-- timestamp or NULL), $9 pedidos and $10 NFs of a selection text[], $11 codes of products that move no stock text[]. A second time in a session is an error.
WITH p (execution, author, time_zone, pedido_patterns, tipos, excluded_companies, horizon, pedidos_since, pedidos, nfs,
        no_stock_products) AS (
    VALUES ($1::uuid, $2::varchar, $3::text, $4::text[], $5::text[], $6::bigint[], $7::timestamp, $8::timestamp, $9::text[],
            $10::text[], $11::text[])
)
INSERT INTO stg_ciclo (execution, author, time_zone, pedido_patterns, tipos, excluded_companies, horizon, pedidos_since,
                       pedidos, nfs, no_stock_products, scope)
SELECT p.*, CASE WHEN p.pedidos <> '{}' OR p.nfs <> '{}' THEN p.pedidos END FROM p
