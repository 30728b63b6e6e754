-- Active shipment items of cancelled pedidos are cancelled, and kept first, where no NF is linked; one with an NF is left and
-- reported.
-- Locks in the order of embarque and id. Returns the count. Safe to repeat.
WITH removed AS (
    SELECT num_pedido FROM stg_pedido WHERE cancelled
    UNION  -- cancelled in an earlier cycle, and an NF has left it since
    SELECT r.num_pedido FROM ciclo_recalculo r
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.num_pedido = r.num_pedido OFFSET 0) p
     WHERE NOT EXISTS (SELECT 1 FROM stg_pedido h WHERE h.num_pedido = r.num_pedido)
       AND EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = r.num_pedido OFFSET 0)
     GROUP BY r.num_pedido
    HAVING bool_and(p.ativo IS FALSE AND p.status_pedido = 'Cancelado')
),
locked AS (
    SELECT i.id, to_jsonb(i) AS row FROM embarque_itens i CROSS JOIN stg_ciclo c
     WHERE i.pedido = ANY (ARRAY(SELECT num_pedido FROM removed)) AND i.status = 'ativo' AND coalesce(i.nota_fiscal, '') = ''
       AND i.pedido LIKE ANY (c.pedido_patterns)
     ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE OF i
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'embarque_itens', l.id, l.row, 'pedido cancelado no Odoo', c.execution, now() FROM locked l CROSS JOIN stg_ciclo c
),
cancelled AS (
    UPDATE embarque_itens i SET status = 'cancelado' WHERE i.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING i.embarque_id
),
touched AS (
    INSERT INTO stg_touched_shipment (embarque_id) SELECT DISTINCT embarque_id FROM cancelled
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT DISTINCT 'PEDIDO_CANCELADO_COM_NF', i.pedido, 'NF ' || i.nota_fiscal
      FROM embarque_itens i
     WHERE i.pedido = ANY (ARRAY(SELECT num_pedido FROM removed)) AND i.status = 'ativo' AND i.nota_fiscal <> ''
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'embarque_itens', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM cancelled) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS shipment_items_cancelled FROM cancelled
