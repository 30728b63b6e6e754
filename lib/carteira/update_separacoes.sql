-- Open separações take customer, place, note, rota and sub_rota from the carteira, as differing_separacoes.sql noted. Of one
-- that goes to another city the columns that the application derives from it are empty, until follow_city.sql. Returns
-- counts. Safe to repeat.
WITH updated AS (
    UPDATE separacao s
       SET cnpj_cpf = w.cnpj_cpf, raz_social_red = w.raz_social_red, nome_cidade = w.nome_cidade, cod_uf = w.cod_uf,
           observ_ped_1 = w.observ_ped_1, pedido_cliente = w.pedido_cliente, rota = w.rota, sub_rota = w.sub_rota,
           cidade_normalizada = CASE WHEN NOT w.moved THEN s.cidade_normalizada END,
           uf_normalizada = CASE WHEN NOT w.moved THEN s.uf_normalizada END,
           codigo_ibge = CASE WHEN NOT w.moved THEN s.codigo_ibge END
      FROM stg_separacao_header w
     WHERE s.id = w.id AND s.id = ANY (ARRAY(SELECT id FROM stg_separacao_header))
    RETURNING w.moved
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_separacao_header) AS sent, (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS separacoes_updated, count(*) FILTER (WHERE moved) AS separacoes_moved FROM updated
