-- A cancelled NF leaves its shipment items, which say so and are kept first; also where people typed its number with leading
-- zeros, up to the nine digits of an NF-e. Locks in the order of embarque and id. Returns the count. Safe to repeat.
WITH typed AS MATERIALIZED (
    SELECT n.kept_pedidos, n.reason, lpad(n.numero_nf, digits, '0') AS nota_fiscal
      FROM stg_undone n, generate_series(length(n.numero_nf), greatest(length(n.numero_nf), 9)) digits
),
locked AS (
    SELECT i.id, to_jsonb(i) AS row, n.reason
      FROM embarque_itens i JOIN typed n ON n.nota_fiscal = i.nota_fiscal CROSS JOIN stg_ciclo c
     WHERE i.nota_fiscal = ANY (ARRAY(SELECT nota_fiscal FROM typed)) AND i.pedido <> ALL (n.kept_pedidos)
       AND i.pedido LIKE ANY (c.pedido_patterns)
     ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE OF i
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'embarque_itens', l.id, l.row, l.reason, c.execution, now() FROM locked l CROSS JOIN stg_ciclo c
),
freed AS (
    UPDATE embarque_itens i SET nota_fiscal = NULL, erro_validacao = 'NF cancelada no Odoo'
     WHERE i.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING i.separacao_lote_id, i.embarque_id
),
touched AS (
    INSERT INTO stg_touched_shipment (lote, embarque_id) SELECT separacao_lote_id, embarque_id FROM freed
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'embarque_itens', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM freed) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS shipment_items_freed FROM freed
