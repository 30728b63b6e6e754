-- Open separações of cancelled pedidos, gone pedidos and gone lines hold nothing any more; what an NF consumed stays.
-- A change in a COTADO lot is told to the people who quoted it: the open alert of the same lot, pedido and product is
-- updated, not doubled. Returns counts. Safe to repeat.
WITH removed AS (
    SELECT num_pedido, NULL::varchar AS cod_produto FROM stg_pedido WHERE cancelled
    UNION SELECT num_pedido, NULL FROM stg_gone
    UNION SELECT num_pedido, cod_produto FROM stg_removed
),
open AS (
    SELECT s.id, s.qtd_saldo AS old_qtd FROM separacao s CROSS JOIN stg_ciclo c
     WHERE s.sincronizado_nf IS NOT TRUE AND s.numero_nf IS NULL AND s.status IN ('PREVISAO', 'ABERTO', 'COTADO')
       AND coalesce(s.qtd_saldo, 0) <> 0 AND s.num_pedido LIKE ANY (c.pedido_patterns)
       AND EXISTS (SELECT 1 FROM removed r
                    WHERE r.num_pedido = s.num_pedido AND coalesce(r.cod_produto, s.cod_produto) = s.cod_produto)
),
zeroed AS (
    UPDATE separacao s
       SET qtd_saldo = 0, valor_saldo = 0, peso = 0, pallet = 0, zerado_por_sync = true,
           data_zeragem = now() AT TIME ZONE c.time_zone
      FROM open o CROSS JOIN stg_ciclo c
     WHERE s.id = o.id
    RETURNING s.separacao_lote_id, s.num_pedido, s.cod_produto, s.nome_produto, s.raz_social_red, s.status, s.tipo_envio,
              o.old_qtd
),
quoted AS (
    SELECT separacao_lote_id, num_pedido, cod_produto, min(nome_produto) AS nome_produto,
           min(raz_social_red) AS raz_social_red, upper(min(tipo_envio)) AS tipo, sum(old_qtd) AS old_qtd
      FROM zeroed WHERE status = 'COTADO' AND separacao_lote_id IS NOT NULL
     GROUP BY separacao_lote_id, num_pedido, cod_produto
),
updated AS (
    UPDATE alertas_separacao_cotada a
       SET tipo_alteracao = 'REMOCAO', qtd_nova = 0, qtd_diferenca = -a.qtd_anterior,
           data_alerta = now() AT TIME ZONE c.time_zone
      FROM quoted q CROSS JOIN stg_ciclo c
     WHERE a.separacao_lote_id = q.separacao_lote_id AND a.num_pedido = q.num_pedido AND a.cod_produto = q.cod_produto
       AND a.reimpresso IS NOT TRUE
    RETURNING a.separacao_lote_id, a.num_pedido, a.cod_produto
),
inserted AS (
    INSERT INTO alertas_separacao_cotada (separacao_lote_id, num_pedido, cod_produto, tipo_alteracao, qtd_anterior,
        qtd_nova, qtd_diferenca, reimpresso, data_alerta, nome_produto, cliente, embarque_numero, tipo_separacao)
    SELECT q.separacao_lote_id, q.num_pedido, q.cod_produto, 'REMOCAO', q.old_qtd, 0, -q.old_qtd, false,
           now() AT TIME ZONE c.time_zone, q.nome_produto, q.raz_social_red,
           (SELECT e.numero FROM embarque_itens i JOIN embarques e ON e.id = i.embarque_id
             WHERE i.separacao_lote_id = q.separacao_lote_id ORDER BY e.id DESC LIMIT 1), q.tipo
      FROM quoted q CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM updated u WHERE u.separacao_lote_id = q.separacao_lote_id
                          AND u.num_pedido = q.num_pedido AND u.cod_produto = q.cod_produto)
    RETURNING 1
)
SELECT (SELECT count(*) FROM zeroed) AS separacoes_zeroed,
       (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated) AS alerts
