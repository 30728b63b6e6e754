-- What the open separações of the pedidos that were looked at hold from now on (id NULL: one to be added), and what follows
-- from the quantity: the value by the pedido's price, weight and pallets by cadastro_palletizacao. A row goes where its
-- product vanished from a total lot, or where its pedido is cancelled: not one that is printed, nor of a cancelled pedido one
-- that an active shipment carries or that was zeroed before. Before cancel_shipment_items.sql. Returns nothing.
-- Not safe to repeat in a transaction.
INSERT INTO stg_recompose_row (id, like_id, cod_produto, old_qtd, qtd, decided, goes, nome_produto, valor, peso, pallet)
SELECT r.id, r.like_id, r.cod_produto, r.old_qtd, r.qtd, r.decided, r.goes, p.nome_produto,
       CASE WHEN r.qtd = 0 THEN 0 ELSE round(r.qtd * p.preco_produto_pedido, 2) END AS valor,
       round(r.qtd * coalesce(k.peso_bruto, 1)::numeric, 3) AS peso,
       round(CASE WHEN k.palletizacao > 0 THEN r.qtd / k.palletizacao::numeric
                  WHEN k.palletizacao IS NULL THEN r.qtd ELSE 0 END, 3) AS pallet
  FROM (SELECT o.id, o.id AS like_id, o.num_pedido, o.cod_produto, o.qtd AS old_qtd, coalesce(d.after, o.qtd) AS qtd,
               d.id IS NOT NULL AS decided,
               coalesce(d.after = 0 AND NOT o.separacao_impressa, false)
               AND (d.reason = 'vanished'
                    OR (d.reason = 'pedido_ended' AND o.zerado_por_sync IS NOT TRUE
                        AND NOT EXISTS (SELECT 1 FROM embarque_itens i JOIN embarques e ON e.id = i.embarque_id
                                         WHERE i.separacao_lote_id = o.separacao_lote_id AND i.pedido = o.num_pedido
                                           AND i.status = 'ativo' AND e.status = 'ativo' OFFSET 0))) AS goes
          FROM stg_recompose t
         CROSS JOIN LATERAL (SELECT * FROM stg_open_separacao o WHERE o.num_pedido = t.num_pedido OFFSET 0) o
          LEFT JOIN stg_recomposed d ON d.id = o.id
         WHERE t.ended OR (NOT t.waits_for_lot AND o.cod_produto IS NOT NULL)
        UNION ALL
        SELECT NULL, d.like_id, o.num_pedido, d.cod_produto, 0, d.after, true, false
          FROM stg_recomposed d CROSS JOIN LATERAL (SELECT * FROM stg_open_separacao o WHERE o.id = d.like_id OFFSET 0) o
         WHERE d.id IS NULL) r
  LEFT JOIN LATERAL (SELECT * FROM carteira_principal p
                      WHERE p.num_pedido = r.num_pedido AND p.cod_produto = r.cod_produto OFFSET 0) p ON true
  LEFT JOIN LATERAL (SELECT * FROM cadastro_palletizacao k WHERE k.cod_produto = r.cod_produto OFFSET 0) k ON true
