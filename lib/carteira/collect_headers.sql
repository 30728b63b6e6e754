-- What open separações should take from the carteira, for the pedidos that were read (in a full load all of them), for
-- those of places whose route or sub-route is another one by now, and for separações that say something else than the
-- carteira's row of their product: the application made them since, or edited them. Not for what is gone, left out, set
-- aside or was never read. The columns are the same in all rows of a pedido, but archived ones may lag: active rows
-- first, then the newest. Returns nothing. Not safe to repeat in a transaction.
WITH open AS MATERIALIZED (SELECT * FROM stg_open_separacao),
route AS MATERIALIZED (SELECT * FROM stg_route),
sub_route AS MATERIALIZED (SELECT * FROM stg_sub_route),
-- MATERIALIZED: or each separação is compared instead of each place.
place AS MATERIALIZED (
    SELECT cod_uf, coalesce(nome_cidade, '') AS nome_cidade, coalesce(rota, '') AS rota, coalesce(sub_rota, '') AS sub_rota
      FROM open GROUP BY 1, 2, 3, 4
),
moved AS MATERIALIZED (
    SELECT p.* FROM place p
      LEFT JOIN route r ON r.uf = p.cod_uf
      LEFT JOIN sub_route s ON s.uf = p.cod_uf AND s.city = pg_temp.plain(p.nome_cidade)
     WHERE (r.rota <> p.rota AND p.rota NOT IN ('RED', 'FOB')) OR s.sub_rota <> p.sub_rota
),
differing AS (
    SELECT o.num_pedido FROM open o
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p
                          WHERE p.num_pedido = o.num_pedido AND p.cod_produto = o.cod_produto OFFSET 0) p
     WHERE (o.cnpj_cpf, o.raz_social_red, o.nome_cidade, o.observ_ped_1, o.pedido_cliente)
           IS DISTINCT FROM
           (nullif(p.cnpj_cpf, ''), p.raz_social_red, p.nome_cidade, left(p.observ_ped_1, 700), p.pedido_cliente)
        OR o.cod_uf <> p.cod_uf
        OR ((p.incoterm IN ('RED', 'FOB') OR o.rota IN ('RED', 'FOB')) AND o.rota IS DISTINCT FROM p.incoterm)
),
looked_at AS (
    SELECT h.num_pedido FROM stg_pedido h WHERE (h.num_pedido IN (SELECT num_pedido FROM open)) IS TRUE
    UNION SELECT num_pedido FROM differing
    UNION SELECT num_pedido FROM open WHERE raz_social_red IS NULL
    UNION SELECT o.num_pedido FROM open o
            JOIN moved m ON m.cod_uf = o.cod_uf AND m.nome_cidade = coalesce(o.nome_cidade, '')
                        AND m.rota = coalesce(o.rota, '') AND m.sub_rota = coalesce(o.sub_rota, '')
)
INSERT INTO stg_header (num_pedido, cnpj_cpf, raz_social_red, nome_cidade, cod_uf, observ_ped_1, pedido_cliente, rota,
                        sub_rota)
SELECT l.num_pedido, h.cnpj_cpf, h.raz_social_red, h.nome_cidade, h.cod_uf, h.observ_ped_1, h.pedido_cliente,
       CASE WHEN h.incoterm IN ('RED', 'FOB') THEN h.incoterm ELSE r.rota END, s.sub_rota
  FROM (SELECT num_pedido FROM looked_at o
         WHERE EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = o.num_pedido OFFSET 0)) l
 CROSS JOIN LATERAL (
        SELECT nullif(p.cnpj_cpf, '') AS cnpj_cpf, p.raz_social_red, p.nome_cidade, p.cod_uf,
               left(p.observ_ped_1, 700) AS observ_ped_1, p.pedido_cliente, p.incoterm
          FROM carteira_principal p WHERE p.num_pedido = l.num_pedido
         ORDER BY (p.ativo IS NOT FALSE) DESC, p.odoo_write_date DESC NULLS LAST, p.id DESC LIMIT 1
       ) h
  LEFT JOIN route r ON r.uf = h.cod_uf
  LEFT JOIN sub_route s ON s.uf = h.cod_uf AND s.city = pg_temp.plain(h.nome_cidade)
