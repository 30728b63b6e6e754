-- Which open separações do not say what the carteira says of their pedido (collect_headers.sql): customer, place, note, rota
-- and sub_rota. A UF that is unknown or without a route keeps what is there; so does a place without a sub-route, unless it
-- is another place than before: then the sub_rota of the old one goes. Locks them, in the order of their ids, and notes what
-- each should say. Returns nothing. Not safe to repeat in a transaction.
WITH locked AS (
    SELECT s.id, w.*
      FROM separacao s
      JOIN stg_header h ON h.num_pedido = s.num_pedido
     CROSS JOIN stg_ciclo c
     CROSS JOIN LATERAL (
            SELECT h.cnpj_cpf, h.raz_social_red, h.nome_cidade, coalesce(h.cod_uf, s.cod_uf) AS cod_uf, h.observ_ped_1,
                   h.pedido_cliente, coalesce(h.rota, s.rota) AS rota,
                   CASE WHEN h.sub_rota IS NOT NULL THEN h.sub_rota
                        WHEN m.moved THEN NULL ELSE s.sub_rota END AS sub_rota,
                   m.moved
              FROM (SELECT (h.cod_uf <> s.cod_uf OR pg_temp.plain(h.nome_cidade) <> pg_temp.plain(s.nome_cidade)) IS TRUE) m (moved)
           ) w
     WHERE s.num_pedido = ANY (ARRAY(SELECT num_pedido FROM stg_header))
       AND s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
       AND s.status IN ('PREVISAO', 'ABERTO', 'COTADO') AND s.num_pedido LIKE ANY (c.pedido_patterns)
       AND (s.cnpj_cpf, s.raz_social_red, s.nome_cidade, s.cod_uf, s.observ_ped_1, s.pedido_cliente, s.rota, s.sub_rota)
           IS DISTINCT FROM
           (w.cnpj_cpf, w.raz_social_red, w.nome_cidade, w.cod_uf, w.observ_ped_1, w.pedido_cliente, w.rota, w.sub_rota)
     ORDER BY s.id FOR NO KEY UPDATE OF s
)
INSERT INTO stg_separacao_header SELECT * FROM locked
