-- Which known rows of the pedidos that were read are not what Odoo says: locks them, in the order of their ids, and notes
-- them with what they say now. Compared are the columns that this program owns, no other; what hangs on a record that Odoo
-- does not show is kept and does not differ. Returns how many do not differ.
-- Not safe to repeat in a transaction.
WITH known AS MATERIALIZED (
    SELECT p.id, s.hidden,
           ($(owned: p.?), p.ativo) IS DISTINCT FROM ($(owned: w.?), w.ativo) AS differs
      FROM stg_wanted s
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p
                          WHERE p.num_pedido = s.num_pedido AND p.cod_produto = s.cod_produto OFFSET 0) p
     CROSS JOIN LATERAL jsonb_populate_record(s, CASE WHEN s.hidden <> '{}' THEN (
                SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(p)) e WHERE e.key = ANY (s.hidden)) END) w
     WHERE EXISTS (SELECT 1 FROM carteira_principal r WHERE r.num_pedido = s.num_pedido OFFSET 0)  -- before its items are joined
),
locked AS (
    SELECT p.id, p.num_pedido, p.cod_produto, p.qtd_saldo_produto_pedido, p.preco_produto_pedido,
           coalesce(p.ativo, true) AS ativo, p.qtd_produto_pedido, p.status_pedido, p.data_atual_pedido, p.data_entrega_pedido,
           CASE WHEN p.id = ANY (ARRAY(SELECT id FROM known WHERE differs AND hidden <> '{}')) THEN to_jsonb(p) END AS whole
      FROM carteira_principal p
     WHERE p.id = ANY (ARRAY(SELECT id FROM known WHERE differs))
     ORDER BY p.id FOR NO KEY UPDATE
),
noted AS (
    INSERT INTO stg_differing_row (id, num_pedido, cod_produto, old_saldo, old_preco, old_ativo, old_qtd, old_status,
                                   old_data_atual, old_data_entrega, kept)
    SELECT l.id, l.num_pedido, l.cod_produto, l.qtd_saldo_produto_pedido, l.preco_produto_pedido, l.ativo,
           l.qtd_produto_pedido, l.status_pedido, l.data_atual_pedido, l.data_entrega_pedido,
           (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(l.whole) e WHERE e.key = ANY (k.hidden))
      FROM locked l JOIN known k ON k.id = l.id
)
SELECT count(*) FILTER (WHERE NOT differs) AS unchanged, count(*) FILTER (WHERE differs) AS differing FROM known
