-- The open alerts about COTADO lots, at most $1 integer of them, the newest first; then how many there are in all.
-- Reads only.
WITH p (most) AS (VALUES ($1::integer))
SELECT separacao_lote_id AS lot, num_pedido AS pedido, concat_ws(' ', cod_produto, nome_produto) AS product, cliente AS client,
       tipo_alteracao AS change, round(qtd_anterior::numeric, 3) AS before, round(qtd_nova::numeric, 3) AS after,
       to_char(data_alerta, 'YYYY-MM-DD HH24:MI:SS') AS since, count(*) OVER () AS total
  FROM alertas_separacao_cotada
 WHERE reimpresso IS NOT TRUE
 ORDER BY data_alerta DESC, id DESC LIMIT (SELECT most FROM p)
