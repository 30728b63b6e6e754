-- Rows of the pedidos that were read take the tags of their sale.order: a JSON list of name and color in Odoo's order, as the
-- application writes it, NULL for none. Of a pedido with a tag that Odoo does not show, or where it has no such field, they
-- stay as they are. Locks what it changes, in the order of the ids. Returns the count. Safe to repeat.
-- Only where carteira_principal.tags_pedido exists.
WITH wanted AS (
    SELECT h.num_pedido,
           (SELECT jsonb_agg(jsonb_build_object('name', g.name, 'color', coalesce(g.color, 0)) ORDER BY t.place)::text
              FROM stg_order_tag t JOIN stg_tag g ON g.id = t.tag_id WHERE t.order_id = o.id) AS tags
      FROM stg_pedido h JOIN stg_order o ON o.id = h.order_id
     WHERE o.tag_ids IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM stg_order_tag t JOIN stg_absent x ON x.table_name = 'stg_tag' AND x.id = t.tag_id
                        WHERE t.order_id = o.id)
),
locked AS (
    SELECT p.id, w.tags
      FROM wanted w JOIN carteira_principal p ON p.num_pedido = w.num_pedido
     WHERE p.num_pedido = ANY (ARRAY(SELECT num_pedido FROM wanted)) AND p.tags_pedido IS DISTINCT FROM w.tags
     ORDER BY p.id FOR NO KEY UPDATE OF p
),
updated AS (
    UPDATE carteira_principal p
       SET tags_pedido = l.tags, ultima_sync = now() AT TIME ZONE c.time_zone, updated_at = now() AT TIME ZONE c.time_zone,
           updated_by = c.author
      FROM locked l CROSS JOIN stg_ciclo c
     WHERE p.id = l.id AND p.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'carteira_principal', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS tags_updated FROM updated
