-- Open separações take customer, place, note, rota and sub_rota from the carteira, as differing_separacoes.sql noted.
-- Returns the count. Safe to repeat.
WITH updated AS (
    UPDATE separacao s
       SET cnpj_cpf = w.cnpj_cpf, raz_social_red = w.raz_social_red, nome_cidade = w.nome_cidade, cod_uf = w.cod_uf,
           observ_ped_1 = w.observ_ped_1, pedido_cliente = w.pedido_cliente, rota = w.rota, sub_rota = w.sub_rota
      FROM stg_separacao_header w
     WHERE s.id = w.id AND s.id = ANY (ARRAY(SELECT id FROM stg_separacao_header))
    RETURNING 1
)
SELECT count(*) AS separacoes_updated FROM updated
