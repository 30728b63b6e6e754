-- Open separações take customer, place, note, rota and sub_rota from the carteira. A UF that is unknown or without a
-- route keeps what is there; so does a place without a sub-route, unless it is another place than before: then the
-- sub_rota of the old one goes. Rows that do not differ are not written. Returns the count. Safe to repeat.
WITH wanted AS (
    SELECT o.id, h.cnpj_cpf, h.raz_social_red, h.nome_cidade, coalesce(h.cod_uf, o.cod_uf) AS cod_uf, h.observ_ped_1,
           h.pedido_cliente, coalesce(h.rota, o.rota) AS rota,
           CASE WHEN h.sub_rota IS NOT NULL THEN h.sub_rota
                WHEN h.cod_uf <> o.cod_uf OR pg_temp.plain(h.nome_cidade) <> pg_temp.plain(o.nome_cidade) THEN NULL
                ELSE o.sub_rota END AS sub_rota
      FROM stg_open_separacao o JOIN stg_header h ON h.num_pedido = o.num_pedido
),
updated AS (
    UPDATE separacao s
       SET cnpj_cpf = w.cnpj_cpf, raz_social_red = w.raz_social_red, nome_cidade = w.nome_cidade, cod_uf = w.cod_uf,
           observ_ped_1 = w.observ_ped_1, pedido_cliente = w.pedido_cliente, rota = w.rota, sub_rota = w.sub_rota
      FROM wanted w
     WHERE s.id = w.id AND s.sincronizado_nf IS NOT TRUE
       AND (s.cnpj_cpf, s.raz_social_red, s.nome_cidade, s.cod_uf, s.observ_ped_1, s.pedido_cliente, s.rota, s.sub_rota)
           IS DISTINCT FROM
           (w.cnpj_cpf, w.raz_social_red, w.nome_cidade, w.cod_uf, w.observ_ped_1, w.pedido_cliente, w.rota, w.sub_rota)
    RETURNING 1
)
SELECT count(*) AS separacoes_updated FROM updated
