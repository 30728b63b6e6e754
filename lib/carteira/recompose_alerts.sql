-- A changed quantity in a COTADO lot is an alert for the people who quoted it. An alert stays open until somebody has
-- printed the lot again; while it is open it is updated, and keeps the quantity that they know. After
-- recompose_open_alerts.sql. Returns the count. Not safe to repeat in a transaction.
WITH typed AS NOT MATERIALIZED (
    SELECT t.*, CASE WHEN after = 0 THEN 'REMOCAO' WHEN before = 0 THEN 'ADICAO' WHEN after > before THEN 'AUMENTO'
                     WHEN after < before THEN 'REDUCAO' WHEN grew THEN 'AUMENTO' ELSE 'REDUCAO' END AS kind
      FROM (SELECT alert_id, lote, num_pedido, cod_produto, coalesce(known, before) AS before, after, nome_produto, cliente,
                   tipo, after > before AS grew FROM stg_quoted) t
),
updated AS (
    UPDATE alertas_separacao_cotada a
       SET tipo_alteracao = t.kind, qtd_nova = t.after, qtd_diferenca = t.after - t.before,
           data_alerta = now() AT TIME ZONE c.time_zone
      FROM typed t CROSS JOIN stg_ciclo c
     WHERE a.id = t.alert_id AND a.id = ANY (ARRAY(SELECT alert_id FROM stg_quoted))
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
     WHERE t.alert_id IS NULL
     ORDER BY t.lote, t.num_pedido, t.cod_produto
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'alertas_separacao_cotada', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_quoted) AS sent,
                   (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated) AS alerts
