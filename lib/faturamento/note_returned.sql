-- Reports NFs that a posted credit note reverses, with the quantities that came back, once for each credit note, and
-- remembers that (ciclo_nf). Nothing else follows: the application reverses by itself. After remember.sql, which knows the
-- NFs of this cycle. Returns the count. Not safe to repeat in a transaction.
WITH news AS (
    SELECT r.id, k.move_id, k.numero_nf FROM stg_return r
     CROSS JOIN LATERAL (SELECT * FROM ciclo_nf k WHERE k.move_id = r.reversed_entry_id OFFSET 0) k
     WHERE k.state <> 'gone' AND (r.id = ANY (k.credit_notes)) IS NOT TRUE
),
came_back AS (
    SELECT l.move_id, pc.cod_produto, round(sum(l.quantity), 3) AS qtd
      FROM stg_return_line l JOIN stg_product_code pc ON pc.id = l.product_id
     WHERE l.quantity > 0 GROUP BY l.move_id, pc.cod_produto
),
described AS (
    SELECT n.id, n.move_id, n.numero_nf, coalesce(b.produtos, '{}') AS produtos, b.detail
      FROM news n
      LEFT JOIN (SELECT move_id, jsonb_object_agg(cod_produto, qtd) AS produtos,
                        string_agg(cod_produto || ': ' || rtrim(rtrim(qtd::text, '0'), '.'), ', ' ORDER BY cod_produto) AS detail
                   FROM came_back GROUP BY move_id) b ON b.move_id = n.id
),
remembered AS (
    UPDATE ciclo_nf k SET credit_notes = k.credit_notes || d.ids
      FROM (SELECT move_id, array_agg(id ORDER BY id) AS ids FROM described GROUP BY move_id) d
     WHERE k.move_id = d.move_id
),
marked AS (
    UPDATE stg_return r SET numero_nf = d.numero_nf, produtos = d.produtos FROM described d WHERE r.id = d.id
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'NF_DEVOLVIDA', numero_nf, concat_ws(', ', detail, 'account.move ' || id) FROM described ORDER BY id
    RETURNING 1
)
SELECT count(*) AS returned FROM noted
