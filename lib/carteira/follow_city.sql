-- Separações that go to another city take its name, UF and code from the application's own list: the city of that UF and name
-- (accents and case ignored), of several the oldest. One that the list does not have names none. After
-- update_separacoes.sql. Returns nothing. Safe to repeat.
-- Only where cidades.codigo_ibge exists.
WITH city AS MATERIALIZED (
    SELECT DISTINCT ON (upper(btrim(uf)), pg_temp.plain(nome))
           upper(btrim(uf)) AS key_uf, pg_temp.plain(nome) AS key_name, nome, uf, codigo_ibge
      FROM cidades ORDER BY upper(btrim(uf)), pg_temp.plain(nome), id
),
updated AS (
    UPDATE separacao s
       SET cidade_normalizada = c.nome, uf_normalizada = c.uf, codigo_ibge = left(c.codigo_ibge, 10)
      FROM stg_separacao_header w JOIN city c ON c.key_uf = w.cod_uf AND c.key_name = pg_temp.plain(w.nome_cidade)
     WHERE s.id = w.id AND w.moved AND s.id = ANY (ARRAY(SELECT id FROM stg_separacao_header WHERE moved))
    RETURNING 1
)
INSERT INTO stg_notice (kind, subject, detail)  -- refused by a trigger of the application, without an error
SELECT 'LINHAS_NAO_GRAVADAS', 'separacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
  FROM (SELECT (SELECT count(*) FROM stg_separacao_header w JOIN city c ON c.key_uf = w.cod_uf AND c.key_name = pg_temp.plain(w.nome_cidade)
                 WHERE w.moved) AS sent,
               (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
