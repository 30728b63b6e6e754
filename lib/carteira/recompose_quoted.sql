-- Whose changed quantity people have to know: those who quoted a COTADO lot, and those who have a row of a cancelled pedido
-- on paper or on a shipment. Per lot, pedido and product what the lot held and what it holds now. After
-- recompose_rows and recompose_add. Returns nothing. Not safe to repeat in a transaction.
WITH changed AS (
    SELECT s.separacao_lote_id AS lote, s.num_pedido, d.cod_produto, sum(d.after - d.before) AS difference,
           bool_and(s.status = 'COTADO') AS quoted
      FROM stg_recomposed d
     CROSS JOIN LATERAL (SELECT * FROM separacao s WHERE s.id = d.like_id OFFSET 0) s
      LEFT JOIN stg_recompose_row w ON w.id = d.id
     WHERE (s.status = 'COTADO' OR (d.reason = 'pedido_ended' AND NOT w.goes))
       AND s.separacao_lote_id <> '' AND d.cod_produto <> ''
     GROUP BY s.separacao_lote_id, s.num_pedido, d.cod_produto
)
INSERT INTO stg_quoted (lote, num_pedido, cod_produto, before, after, nome_produto, cliente, tipo)
SELECT d.lote, d.num_pedido, d.cod_produto, h.qtd - d.difference, h.qtd, coalesce(h.nome_produto, p.nome_produto),
       coalesce(h.cliente, p.raz_social_red), h.tipo
  FROM changed d
 CROSS JOIN LATERAL (
        SELECT sum(o.qtd) AS qtd, min(o.nome_produto) AS nome_produto, min(o.raz_social_red) AS cliente,
               upper(min(o.tipo_envio)) AS tipo
          FROM stg_open_separacao o
         WHERE o.num_pedido = d.num_pedido AND o.separacao_lote_id = d.lote AND o.cod_produto = d.cod_produto
           AND (o.status = 'COTADO' OR NOT d.quoted)) h
  LEFT JOIN LATERAL (SELECT * FROM carteira_principal p
                      WHERE p.num_pedido = d.num_pedido AND p.cod_produto = d.cod_produto OFFSET 0) p ON true
