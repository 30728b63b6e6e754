-- What hangs on records that Odoo does not show is unknown: a pedido takes what the backlog's rows of it hold, the columns of
-- the whole pedido from its active or newest row, those of a product from the product's, for rows that are new under its
-- name. Rows that another pedido left under that name are not used. Before any row is written. Returns nothing. Safe to
-- repeat.
WITH hiding AS MATERIALIZED (
    SELECT h.order_id, h.num_pedido,
           EXISTS (SELECT 1 FROM stg_own_name n WHERE n.order_id = h.order_id AND n.name = h.num_pedido) AS has_its_name
      FROM stg_pedido h
     WHERE h.header_hidden <> '{}'
        OR EXISTS (SELECT 1 FROM stg_item i WHERE i.num_pedido = h.num_pedido AND i.item_hidden <> '{}')
),
known AS MATERIALIZED (
    SELECT g.order_id, g.num_pedido AS present_name, p.cod_produto, p.id, p.ativo, p.odoo_write_date, to_jsonb(p) AS whole
      FROM hiding g JOIN stg_own_name n ON n.order_id = g.order_id
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.num_pedido = n.name OFFSET 0) p
),
pedido AS (
    SELECT DISTINCT ON (order_id) order_id, whole FROM known
     ORDER BY order_id, (ativo IS NOT FALSE) DESC, odoo_write_date DESC NULLS LAST, id DESC
),
product AS (
    SELECT DISTINCT ON (present_name, cod_produto) present_name, cod_produto, whole FROM known
     ORDER BY present_name, cod_produto, (ativo IS NOT FALSE) DESC, odoo_write_date DESC NULLS LAST, id DESC
),
kept AS (
    UPDATE stg_pedido h
       SET ($(pedido: ?)) = (
               SELECT $(pedido: k.?)
                 FROM jsonb_populate_record(h, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(p.whole) e
                                                 WHERE e.key = ANY (h.header_hidden))) k),
           header_hidden = CASE WHEN g.has_its_name THEN h.header_hidden ELSE '{}' END
      FROM hiding g LEFT JOIN pedido p ON p.order_id = g.order_id
     WHERE h.order_id = g.order_id AND (p.whole IS NOT NULL OR NOT g.has_its_name)
)
UPDATE stg_item i
   SET ($(product: ?)) = (
           SELECT $(product: k.?)
             FROM jsonb_populate_record(i, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(p.whole) e
                                             WHERE e.key = ANY (i.item_hidden))) k),
       item_hidden = CASE WHEN g.has_its_name THEN i.item_hidden ELSE '{}' END
  FROM hiding g JOIN stg_item x ON x.num_pedido = g.num_pedido
  LEFT JOIN product p ON p.present_name = x.num_pedido AND p.cod_produto = x.cod_produto
 WHERE i.num_pedido = x.num_pedido AND i.cod_produto = x.cod_produto AND i.item_hidden <> '{}'
   AND (p.whole IS NOT NULL OR NOT g.has_its_name)
