-- A changed quantity in a COTADO lot is told to the people who quoted it: per lot, pedido and product what the lot held
-- and what it holds now. An alert stays open until somebody has printed the lot again; while it is open it is updated, and
-- keeps the quantity that they know. After recompose_rows and recompose_add. Returns the count.
-- Not safe to repeat in a transaction.
WITH changed AS (
    SELECT s.separacao_lote_id AS lote, s.num_pedido, d.cod_produto, sum(d.after - d.before) AS difference
      FROM stg_recomposed d JOIN separacao s ON s.id = d.like_id
     WHERE s.status = 'COTADO' AND s.separacao_lote_id <> '' AND d.cod_produto <> ''
     GROUP BY s.separacao_lote_id, s.num_pedido, d.cod_produto
),
quoted AS (
    SELECT d.lote, d.num_pedido, d.cod_produto, h.qtd - d.difference AS before, h.qtd AS after, h.nome_produto, h.cliente,
           h.tipo
      FROM changed d CROSS JOIN LATERAL (
               SELECT sum(o.qtd) AS qtd, coalesce(min(s.nome_produto), min(p.nome_produto)) AS nome_produto,
                      coalesce(min(s.raz_social_red), min(p.raz_social_red)) AS cliente, upper(min(s.tipo_envio)) AS tipo
                 FROM stg_open_separacao o JOIN separacao s ON s.id = o.id
                 LEFT JOIN carteira_principal p ON p.num_pedido = o.num_pedido AND p.cod_produto = o.cod_produto
                WHERE o.num_pedido = d.num_pedido AND o.separacao_lote_id = d.lote AND o.cod_produto = d.cod_produto
                  AND o.status = 'COTADO') h
),
open AS (
    SELECT DISTINCT ON (a.separacao_lote_id, a.num_pedido, a.cod_produto) a.id, q.*,
           coalesce(a.qtd_anterior::numeric, q.before) AS known
      FROM quoted q JOIN alertas_separacao_cotada a ON a.separacao_lote_id = q.lote AND a.num_pedido = q.num_pedido
                    AND a.cod_produto = q.cod_produto AND a.reimpresso IS NOT TRUE
     ORDER BY a.separacao_lote_id, a.num_pedido, a.cod_produto, a.id DESC
),
told AS (
    SELECT id, lote, num_pedido, cod_produto, known AS before, after, nome_produto, cliente, tipo, after > before AS grew
      FROM open
    UNION ALL
    SELECT NULL, q.lote, q.num_pedido, q.cod_produto, q.before, q.after, q.nome_produto, q.cliente, q.tipo, q.after > q.before
      FROM quoted q
     WHERE NOT EXISTS (SELECT 1 FROM open o WHERE (o.lote, o.num_pedido, o.cod_produto) = (q.lote, q.num_pedido, q.cod_produto))
),
typed AS (
    SELECT t.*, CASE WHEN after = 0 THEN 'REMOCAO' WHEN before = 0 THEN 'ADICAO' WHEN after > before THEN 'AUMENTO'
                     WHEN after < before THEN 'REDUCAO' WHEN grew THEN 'AUMENTO' ELSE 'REDUCAO' END AS kind
      FROM told t
),
updated AS (
    UPDATE alertas_separacao_cotada a
       SET tipo_alteracao = t.kind, qtd_nova = t.after, qtd_diferenca = t.after - t.before,
           data_alerta = now() AT TIME ZONE c.time_zone
      FROM typed t CROSS JOIN stg_ciclo c
     WHERE a.id = t.id
    RETURNING 1
),
inserted AS (
    INSERT INTO alertas_separacao_cotada (separacao_lote_id, num_pedido, cod_produto, tipo_alteracao, qtd_anterior, qtd_nova,
        qtd_diferenca, reimpresso, data_alerta, nome_produto, cliente, embarque_numero, tipo_separacao)
    SELECT t.lote, t.num_pedido, t.cod_produto, t.kind, t.before, t.after, t.after - t.before, false,
           now() AT TIME ZONE c.time_zone, t.nome_produto, t.cliente,
           (SELECT e.numero FROM embarque_itens i JOIN embarques e ON e.id = i.embarque_id
             WHERE i.separacao_lote_id = t.lote AND i.pedido = t.num_pedido
             ORDER BY (i.status = 'ativo' AND e.status = 'ativo') DESC, e.id DESC LIMIT 1), t.tipo
      FROM typed t CROSS JOIN stg_ciclo c
     WHERE t.id IS NULL
     ORDER BY t.lote, t.num_pedido, t.cod_produto
    RETURNING 1
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated) AS alerts
