-- What a cancelled NF gives back of a pedido that was renamed since it was consumed takes the name that the pedido has
-- now: the NF's rows show whose it was, whichever pedido has the old name today. Before anything is freed, after
-- collect_undone.sql. Locks in the order of the ids, items of embarque and id. Returns the count. Safe to repeat.
WITH given_back AS (
    SELECT DISTINCT n.numero_nf, f.former, f.num_pedido
      FROM stg_undone n
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto p
                          WHERE p.numero_nf = n.numero_nf AND p.origem <> ALL (n.kept_pedidos) OFFSET 0) p
      JOIN stg_former_name f ON f.num_pedido = p.origem
     CROSS JOIN stg_ciclo c
     WHERE f.former LIKE ANY (c.pedido_patterns)
       AND NOT EXISTS (SELECT 1 FROM faturamento_produto o WHERE o.numero_nf = n.numero_nf AND o.origem = f.former OFFSET 0)
),
picked AS (
    SELECT s.id FROM separacao s JOIN given_back g ON g.numero_nf = s.numero_nf AND g.former = s.num_pedido
     WHERE s.numero_nf = ANY (ARRAY(SELECT numero_nf FROM given_back)) ORDER BY s.id FOR NO KEY UPDATE OF s
),
separacoes AS (
    UPDATE separacao s SET num_pedido = g.num_pedido FROM given_back g
     WHERE s.id = ANY (ARRAY(SELECT id FROM picked)) AND s.numero_nf = g.numero_nf AND s.num_pedido = g.former
    RETURNING 1
),
item AS (
    SELECT i.id FROM embarque_itens i JOIN given_back g ON g.numero_nf = i.nota_fiscal AND g.former = i.pedido
     WHERE i.nota_fiscal = ANY (ARRAY(SELECT numero_nf FROM given_back))
     ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE OF i
),
items AS (
    UPDATE embarque_itens i SET pedido = g.num_pedido FROM given_back g
     WHERE i.id = ANY (ARRAY(SELECT id FROM item)) AND i.nota_fiscal = g.numero_nf AND i.pedido = g.former
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', n.table_name, n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (VALUES ('separacao', (SELECT count(*) FROM picked), (SELECT count(*) FROM separacoes)),
                   ('embarque_itens', (SELECT count(*) FROM item), (SELECT count(*) FROM items))) n (table_name, sent, written)
     WHERE n.written < n.sent
)
SELECT count(*) AS separacoes_renamed FROM separacoes
