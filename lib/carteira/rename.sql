-- What is open of a renamed pedido takes the new name: separações that no NF consumed, active shipment items whose NF is not
-- linked, standby, alerts, inconsistencies. What an NF consumed stays. It is remembered in the same statement, so that a
-- cycle whose carteira fails later does not do it twice. Before NFs look for their lots. Locks in the order of the ids.
-- Returns the count. Safe to repeat.
WITH picked AS (
    SELECT s.id FROM separacao s
     WHERE s.num_pedido = ANY (ARRAY(SELECT old_name FROM stg_renamed)) AND s.sincronizado_nf IS NOT TRUE
     ORDER BY s.id FOR NO KEY UPDATE
),
separacoes AS (
    UPDATE separacao s SET num_pedido = r.new_name FROM stg_renamed r
     WHERE s.id = ANY (ARRAY(SELECT id FROM picked)) AND s.num_pedido = r.old_name
    RETURNING 1
),
item AS (
    SELECT i.id FROM embarque_itens i
     WHERE i.pedido = ANY (ARRAY(SELECT old_name FROM stg_renamed)) AND i.status = 'ativo'
       AND NOT EXISTS (SELECT 1 FROM faturamento_produto f
                        WHERE f.numero_nf = i.nota_fiscal AND f.status_nf <> 'SEM_LOTE' OFFSET 0)
     ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE
),
items AS (
    UPDATE embarque_itens i SET pedido = r.new_name FROM stg_renamed r
     WHERE i.id = ANY (ARRAY(SELECT id FROM item)) AND i.pedido = r.old_name
    RETURNING 1
),
waiting AS (
    SELECT s.id FROM saldo_standby s
     WHERE s.num_pedido = ANY (ARRAY(SELECT old_name FROM stg_renamed)) ORDER BY s.id FOR NO KEY UPDATE
),
standby AS (
    UPDATE saldo_standby s SET num_pedido = r.new_name FROM stg_renamed r
     WHERE s.id = ANY (ARRAY(SELECT id FROM waiting)) AND s.num_pedido = r.old_name
    RETURNING 1
),
alert AS (
    SELECT a.id FROM alertas_separacao_cotada a
     WHERE a.num_pedido = ANY (ARRAY(SELECT old_name FROM stg_renamed)) AND a.reimpresso IS NOT TRUE
     ORDER BY a.id FOR NO KEY UPDATE
),
alerts AS (
    UPDATE alertas_separacao_cotada a SET num_pedido = r.new_name FROM stg_renamed r
     WHERE a.id = ANY (ARRAY(SELECT id FROM alert)) AND a.num_pedido = r.old_name AND a.reimpresso IS NOT TRUE
    RETURNING 1
),
inconsistency AS (
    SELECT i.id FROM inconsistencia_faturamento i
     WHERE i.num_pedido = ANY (ARRAY(SELECT old_name FROM stg_renamed)) AND i.resolvida IS NOT TRUE
     ORDER BY i.id FOR NO KEY UPDATE
),
inconsistencies AS (
    UPDATE inconsistencia_faturamento i SET num_pedido = r.new_name FROM stg_renamed r
     WHERE i.id = ANY (ARRAY(SELECT id FROM inconsistency)) AND i.num_pedido = r.old_name AND i.resolvida IS NOT TRUE
    RETURNING 1
),
opened AS (
    UPDATE ciclo_inconsistencia k SET num_pedido = r.new_name FROM stg_renamed r
     WHERE k.num_pedido = r.old_name
       AND NOT EXISTS (SELECT 1 FROM ciclo_inconsistencia o
                        WHERE o.num_pedido = r.new_name AND o.numero_nf = k.numero_nf AND o.cod_produto = k.cod_produto
                          AND o.tipo = k.tipo)
),
remembered AS (
    UPDATE ciclo_pedido k
       SET num_pedido = r.new_name,
           former_names = array_remove(array_remove(k.former_names, r.old_name::text), r.new_name::text) || r.old_name::text
      FROM stg_renamed r
     WHERE k.order_id = r.order_id AND k.num_pedido = r.old_name
    RETURNING r.old_name, r.new_name
),
recomputed AS (
    INSERT INTO ciclo_recalculo (num_pedido, since)
    SELECT old_name, now() FROM remembered UNION SELECT new_name, now() FROM remembered
        ON CONFLICT (num_pedido) DO NOTHING
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'PEDIDO_RENOMEADO', old_name, 'agora ' || new_name FROM remembered
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', n.table_name, n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (VALUES ('separacao', (SELECT count(*) FROM picked), (SELECT count(*) FROM separacoes)),
                   ('embarque_itens', (SELECT count(*) FROM item), (SELECT count(*) FROM items)),
                   ('saldo_standby', (SELECT count(*) FROM waiting), (SELECT count(*) FROM standby)),
                   ('alertas_separacao_cotada', (SELECT count(*) FROM alert), (SELECT count(*) FROM alerts)),
                   ('inconsistencia_faturamento', (SELECT count(*) FROM inconsistency), (SELECT count(*) FROM inconsistencies))) n (table_name, sent, written) WHERE n.written < n.sent
)
SELECT count(*) AS pedidos_renamed FROM remembered
